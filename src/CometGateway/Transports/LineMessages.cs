using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace CometGateway.Transports;

/// <summary>
/// Lets a session write lines to a WebSocket as to any response: each line becomes a text message without its line end. A line that is
/// longer than what is written at once goes out in fragments (RFC 6455 §5.4), so that a large one is never held whole for one client.
/// </summary>
internal sealed class LineMessages(WebSocket socket) : PipeWriter
{
    private const int Smallest = 4 * 1024;

    private byte[] _buffer = [];
    private int _length;

    public override void Advance(int bytes) => _length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var start = 0;
            while (start < _length)
            {
                var rest = _buffer.AsMemory(start, _length - start);
                var end = rest.Span.IndexOf((byte)'\n');
                await socket.SendAsync(end < 0 ? rest : rest[..end], WebSocketMessageType.Text, endOfMessage: end >= 0, cancellationToken);
                start += end < 0 ? rest.Length : end + 1;
            }
        }
        finally
        {
            // An idle connection holds no buffer.
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }

        return new(isCanceled: false, isCompleted: socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, _length + bytes));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
