using System.Buffers;
using CometGateway.Codings;

namespace CometGateway.Transports;

/// <summary>
/// Bytes that all who are told in the same way share, made of one part or, where each connection puts something of its own in between, of
/// several. Immutable.
/// </summary>
internal sealed class Frame
{
    private static readonly Part[] _none = [];

    /// <summary>A shorter part of several is not worth a compressor of its own.</summary>
    private const int LeastCompressed = 1024;

    private readonly Part[] _parts;

    private Frame(byte[] bytes, Part[] parts) => (Bytes, _parts) = (bytes, parts);

    public static Frame Empty { get; } = new([], _none);

    public byte[] Bytes { get; }

    public int Length => Bytes.Length;

    /// <summary>Bytes that a client has of it once it is decoded.</summary>
    public int PlainLength { get; private init; }

    public ReadOnlySpan<Part> Parts => _parts;

    /// <summary>Events that go out as they are.</summary>
    public static Frame Of(byte[] events) => events.Length == 0 ? Empty : new(events, [new(events.Length, PieceSum.Empty)]) { PlainLength = events.Length };

    /// <summary>Lines of which each is a part.</summary>
    public static Frame OfLines(byte[] lines)
    {
        var parts = new List<Part>();
        for (var end = 0; end < lines.Length; parts.Add(new(end, PieceSum.Empty)))
        {
            var length = lines.AsSpan(end).IndexOf((byte)'\n');
            end = length < 0 ? lines.Length : end + length + 1;
        }

        return new(lines, [.. parts]) { PlainLength = lines.Length };
    }

    /// <summary>The same, one behind the other.</summary>
    public static Frame Join(IReadOnlyList<Frame> frames)
    {
        var (bytes, parts) = (new byte[frames.Sum(frame => frame.Length)], new List<Part>());
        var end = 0;
        foreach (var frame in frames)
        {
            frame.Bytes.CopyTo(bytes, end);
            foreach (var part in frame._parts) parts.Add(part with { End = end + part.End });
            end += frame.Length;
        }

        return new(bytes, [.. parts]) { PlainLength = frames.Sum(frame => frame.PlainLength) };
    }

    /// <summary>The same in a coding, each part by itself.</summary>
    /// <param name="isCompressed">False: stored as it is within the coding. Short parts of several are stored in any case.</param>
    public Frame In(StreamCoding coding, bool isCompressed)
    {
        var (coded, parts, start) = (new ArrayBufferWriter<byte>(Math.Max(64, isCompressed ? Length / 4 : Length + 16)), new Part[_parts.Length], 0);
        for (var i = 0; i < parts.Length; i++)
        {
            var piece = Bytes.AsSpan(start, _parts[i].End - start);
            if (isCompressed && (parts.Length == 1 || piece.Length >= LeastCompressed)) coding.Compress(coded, piece);
            else coding.Store(coded, piece);
            parts[i] = new(coded.WrittenCount, coding.SumOf(piece));
            start = _parts[i].End;
        }

        return new(coded.WrittenSpan.ToArray(), parts) { PlainLength = PlainLength };
    }

    /// <summary>The index of the part that holds the byte at <paramref name="offset"/>.</summary>
    public int PartAt(int offset)
    {
        var (low, high) = (0, _parts.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (offset < _parts[middle].End) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <param name="End">Where it ends in the frame's bytes.</param>
    /// <param name="Sum">Of what it was before it was coded.</param>
    internal readonly record struct Part(int End, PieceSum Sum);
}
