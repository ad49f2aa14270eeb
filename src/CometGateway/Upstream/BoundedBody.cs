namespace CometGateway.Upstream;

/// <summary>Collects a response body in memory and refuses the first byte over its limit.</summary>
/// <param name="maxBytes">The most it takes.</param>
/// <param name="promised">The answer's Content-Length, asked at the first write, so that a body that says it is too large is not begun.</param>
internal sealed class BoundedBody(long maxBytes, Func<long?> promised) : Stream
{
    private const int FirstSize = 4096;

    /// <summary>A promise is believed this far before its bytes are there: a promise costs the site nothing.</summary>
    private const int LargestFirstSize = 256 * 1024;

    private readonly long _limit = Math.Min(maxBytes, Array.MaxLength);
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Whether the body was larger than allowed; what was collected is then not to be used.</summary>
    public bool LimitHit { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>What was collected. The stream must not be written to afterwards.</summary>
    public ReadOnlyMemory<byte> Collected()
    {
        // A snapshot may live for hours: no more than an eighth of its memory may be slack.
        if (_bytes.Length - _length > _length / 8) Array.Resize(ref _bytes, _length);
        return _bytes.AsMemory(0, _length);
    }

    /// <exception cref="IOException">The body is larger than allowed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var size = Math.Max(_length + (long)buffer.Length, _length == 0 ? promised() ?? 0 : 0);
        if (LimitHit || size > _limit)
        {
            LimitHit = true;
            _bytes = [];
            _length = 0;
            throw new IOException($"The response body is larger than the {_limit} bytes that MaxBodyBytes allows.");
        }

        MakeRoom(buffer.Length, size);
        buffer.CopyTo(_bytes.AsSpan(_length));
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        try
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
        catch (IOException tooLarge)
        {
            return ValueTask.FromException(tooLarge);
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void MakeRoom(int more, long size)
    {
        var needed = _length + more;
        if (needed <= _bytes.Length) return;
        var wanted = _length == 0 ? Math.Clamp(size, FirstSize, LargestFirstSize) : _length * 2L;
        if (_length == 0 && size < FirstSize && promised() is not null) wanted = size;
        Array.Resize(ref _bytes, (int)Math.Max(needed, Math.Min(wanted, _limit)));
    }
}
