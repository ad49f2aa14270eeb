using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace CometGateway.Direct;

/// <summary>
/// Sends what is flushed at once and on the thread that flushes, without the server's pipe and the loop that empties it. From the first time on that the
/// socket does not take everything, whatever the reason, all goes through that pipe: it waits, pushes back and finds out what has happened to the connection.
/// One write at a time.
/// </summary>
internal sealed class SocketWriter : PipeWriter
{
    /// <summary>A response's head and a small event fit. Thousands that come at once have their heads waiting together.</summary>
    private const int FirstBytes = 4 * 1024;

    /// <summary>More that is written without a flush is sent in pieces of this size.</summary>
    private const int PieceBytes = 16 * 1024;

    private readonly Socket _socket;
    private readonly PipeWriter _pipe;
    private byte[]? _buffer;
    private int _bufferBytes = FirstBytes;
    private int _length;
    private volatile bool _isPiped;
    private int _isCanceled;

    /// <param name="socket">Nobody else sends on it until the pipe is written to. From now on it does not block.</param>
    /// <param name="pipe">What the transport sends from.</param>
    public SocketWriter(Socket socket, PipeWriter pipe)
    {
        (_socket, _pipe) = (socket, pipe);
        try
        {
            _socket.Blocking = false;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // It is gone already.
            _isPiped = true;
        }
    }

    public override bool CanGetUnflushedBytes => _pipe.CanGetUnflushedBytes;

    public override long UnflushedBytes => _isPiped ? _pipe.UnflushedBytes : _length;

    public override Memory<byte> GetMemory(int sizeHint = 0) => HasRoom(sizeHint) ? _buffer.AsMemory(_length) : _pipe.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => HasRoom(sizeHint) ? _buffer.AsSpan(_length) : _pipe.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (_isPiped)
        {
            _pipe.Advance(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_buffer?.Length ?? 0) - _length), nameof(bytes));
        _length += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        SendBuffer();
        return Flushed(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        SendBuffer();
        Send(source.Span);
        return Flushed(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        Interlocked.Exchange(ref _isCanceled, 1);
        if (_isPiped && TakeCanceled()) _pipe.CancelPendingFlush();
    }

    public override void Complete(Exception? exception = null)
    {
        try
        {
            if (exception is null) SendBuffer();
            else Return();
        }
        finally
        {
            // It knows what to say to whoever writes on.
            _isPiped = true;
            _pipe.Complete(exception);
        }
    }

    private ValueTask<FlushResult> Flushed(CancellationToken cancellationToken)
    {
        // Where none was pending, this one is the one that was cancelled.
        var isCanceled = TakeCanceled();
        if (!_isPiped) return new(new FlushResult(isCanceled, isCompleted: false));
        if (isCanceled) _pipe.CancelPendingFlush();
        return _pipe.FlushAsync(cancellationToken);
    }

    private bool TakeCanceled() => Interlocked.Exchange(ref _isCanceled, 0) != 0;

    private bool HasRoom(int sizeHint)
    {
        var room = Math.Max(sizeHint, 1);
        if (_buffer is { } buffer && buffer.Length - _length < room)
        {
            // Whoever writes more than the first buffer holds is given a whole piece from then on.
            _bufferBytes = PieceBytes;
            if (buffer.Length < PieceBytes && _length + room <= PieceBytes) Grow(buffer);
            else SendBuffer();
        }

        if (_isPiped) return false;
        _buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(room, _bufferBytes));
        return true;
    }

    private void Grow(byte[] first)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        first.AsSpan(0, _length).CopyTo(piece);
        if (Interlocked.CompareExchange(ref _buffer, piece, first) == first) ArrayPool<byte>.Shared.Return(first);
    }

    private void SendBuffer()
    {
        if (_buffer is null) return;
        try
        {
            Send(_buffer.AsSpan(0, _length));
        }
        finally
        {
            Return();
        }
    }

    private void Return()
    {
        _length = 0;
        // Never twice, even where somebody still writes when the connection is over.
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (!_isPiped) bytes = bytes[Sent(bytes)..];
        if (bytes.IsEmpty) return;
        _isPiped = true;
        _pipe.Write(bytes);
    }

    /// <summary>How much the socket takes now. What it has against the rest shows in the pipe.</summary>
    private int Sent(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        try
        {
            while (sent < bytes.Length)
            {
                var count = _socket.Send(bytes[sent..], SocketFlags.None, out var error);
                if (error != SocketError.Success) break;
                sent += count;
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was cut.
        }

        return sent;
    }
}
