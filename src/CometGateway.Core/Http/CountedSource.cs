namespace CometGateway.Core.Http;

/// <summary>
/// Gives a body to a decoder so that afterwards it is known whether the coded stream ended with it. Decoders read ahead by blocks,
/// so the last bytes are given one by one: a stream that is whole takes each of them and asks for no more.
/// </summary>
internal sealed class CountedSource(ReadOnlyMemory<byte> body) : Stream
{
    private const int Tail = 8;

    private int _position;
    private bool _askedForMore;

    public bool EndedExactly => _position == body.Length && !_askedForMore;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = body.Length - _position;
        if (left == 0)
        {
            _askedForMore = true;
            return 0;
        }

        var count = Math.Min(buffer.Length, left > Tail ? left - Tail : 1);
        body.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
