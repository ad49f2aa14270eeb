using System.Buffers;
using System.Text;
using CometGateway.Codings;

namespace CometGateway.Transports;

/// <summary>
/// What one connection adds to the frames that it shares with others. With many resources, each line gets its URL while it is copied, and an
/// event stream's frame becomes one event whose id holds the versions of all slots; in a coding, the stream gets its head and its end, which
/// knows the sum of all that went before. No frame is made for one client.
/// </summary>
internal sealed class Envelope(StreamCoding? coding)
{
    /// <summary>Between the versions of an id.</summary>
    public const char Separator = '.';

    private readonly IReadOnlyList<Slot>? _slots;
    private StreamSum _sum;

    /// <param name="slots">In the order of the URLs as the client gave them; null for lines, where each names its own version.</param>
    public Envelope(IReadOnlyList<Slot>? slots, StreamCoding? coding)
        : this(coding) => _slots = slots;

    /// <summary>The first frame.</summary>
    public Frame Begin(Frame opening)
    {
        Add(opening);
        return coding is null ? opening : Frame.Join([Frame.Of(coding.Head.ToArray()), opening]);
    }

    /// <summary>The last frame.</summary>
    public Frame End(Frame closing)
    {
        if (coding is null) return closing;
        Add(closing);
        var end = new ArrayBufferWriter<byte>();
        coding.End(end, _sum);
        return Frame.Join([closing, Frame.Of(end.WrittenSpan.ToArray())]);
    }

    /// <summary>Counts a frame that goes out as it is.</summary>
    public void Add(Frame frame)
    {
        if (coding is null) return;
        foreach (var part in frame.Parts) _sum += part.Sum;
    }

    /// <summary>Copies on from <paramref name="offset"/> until about <paramref name="budget"/> bytes are written.</summary>
    /// <returns>The bytes written.</returns>
    public int Write(IBufferWriter<byte> writer, Slot slot, Frame lines, ref int offset, int budget)
    {
        var (written, at) = (0, lines.PartAt(offset));
        while (offset < lines.Length && written < budget)
        {
            var part = lines.Parts[at];
            if (offset == (at == 0 ? 0 : lines.Parts[at - 1].End)) written += Put(writer, _slots is null ? slot.Tag : slot.DataTag);
            var piece = lines.Bytes.AsSpan(offset, Math.Min(part.End - offset, budget));
            writer.Write(piece);
            written += piece.Length;
            offset += piece.Length;
            if (offset < part.End) continue;
            if (coding is not null) _sum += part.Sum;
            at++;
        }

        if (offset == lines.Length && _slots is not null) written += Put(writer, Encoding.ASCII.GetBytes($"id: {Id()}\n\n"));
        return written;
    }

    private int Put(IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        if (coding is not null)
        {
            _sum += coding.SumOf(bytes);
            return coding.Store(writer, bytes);
        }

        writer.Write(bytes);
        return bytes.Length;
    }

    private string Id() => string.Join(Separator, _slots!.Select(slot => slot.Has.ToString()));
}
