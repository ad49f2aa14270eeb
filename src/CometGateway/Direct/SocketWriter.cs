using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace CometGateway.Direct;

/// <summary>
/// Sends what is flushed at once and on the thread that flushes, without the server's pipe and the loop that empties it. From the first time on that the
/// socket does not take everything, whatever the reason, all goes through that pipe: it waits, pushes back and finds out what has happened to the connection.
/// </summary>
internal sealed class SocketWriter : PipeWriter
{
    /// <summary>More that is written without a flush is sent in pieces of this size.</summary>
    private const int BufferBytes = 16 * 1024;

    private readonly Socket _socket;
    private readonly PipeWriter _pipe;
    private byte[]? _buffer;
    private int _length;
    private volatile bool _isPiped;
    private volatile bool _isCanceled;

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
        SendBuffer();
        return Flushed(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        SendBuffer();
        if (_isPiped) return _pipe.WriteAsync(source, cancellationToken);
        Send(source.Span);
        return Flushed(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        if (_isPiped) _pipe.CancelPendingFlush();
        else _isCanceled = true;
    }

    public override void Complete(Exception? exception = null)
    {
        if (exception is null) SendBuffer();
        else Return();
        _pipe.Complete(exception);
    }

    /// <summary>Without one pending there is nothing to wait for; the next one is then the one that was cancelled.</summary>
    private ValueTask<FlushResult> Flushed(CancellationToken cancellationToken)
    {
        if (_isPiped) return _pipe.FlushAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        var isCanceled = _isCanceled;
        if (isCanceled) _isCanceled = false;
        return new(new FlushResult(isCanceled, isCompleted: false));
    }

    private bool HasRoom(int sizeHint)
    {
        var room = Math.Max(sizeHint, 1);
        if (_buffer is not null && _buffer.Length - _length < room) SendBuffer();
        if (_isPiped) return false;
        _buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(room, BufferBytes));
        return true;
    }

    private void SendBuffer()
    {
        if (_buffer is null) return;
        Send(_buffer.AsSpan(0, _length));
        Return();
    }

    private void Return()
    {
        if (_buffer is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
        (_buffer, _length) = (null, 0);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var count = _socket.Send(bytes, SocketFlags.None, out var error);
                if (error != SocketError.Success) break;
                bytes = bytes[count..];
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was cut.
        }

        if (bytes.IsEmpty) return;
        _isPiped = true;
        _pipe.Write(bytes);
    }
}
