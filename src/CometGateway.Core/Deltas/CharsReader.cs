namespace CometGateway.Core.Deltas;

/// <summary>Reads characters that are in memory, without a string of them.</summary>
internal sealed class CharsReader(ReadOnlyMemory<char> chars) : TextReader
{
    private int _at;

    public override int Peek() => _at < chars.Length ? chars.Span[_at] : -1;

    public override int Read() => _at < chars.Length ? chars.Span[_at++] : -1;

    public override int Read(Span<char> buffer)
    {
        var read = chars.Span[_at..];
        if (read.Length > buffer.Length) read = read[..buffer.Length];
        read.CopyTo(buffer);
        _at += read.Length;
        return read.Length;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));
}
