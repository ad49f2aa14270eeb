using System.Buffers;
using System.Text;

namespace CometGateway.Transports;

/// <summary>
/// Dresses shared lines for a connection with many resources while they are copied into it: each gets its URL, and an event stream's
/// frame becomes one event whose id holds the versions of all slots. No frame is made for one client.
/// </summary>
/// <param name="slots">In the order of the URLs as the client gave them; null for lines, where each names its own version.</param>
internal sealed class Envelope(IReadOnlyList<Slot>? slots)
{
    /// <summary>Between the versions of an id.</summary>
    public const char Separator = '.';

    /// <summary>Copies on from <paramref name="offset"/> until about <paramref name="budget"/> bytes are written.</summary>
    /// <returns>The bytes written.</returns>
    public int Write(IBufferWriter<byte> writer, Slot slot, ReadOnlySpan<byte> lines, ref int offset, int budget)
    {
        var written = 0;
        while (offset < lines.Length && written < budget)
        {
            if (offset == 0 || lines[offset - 1] == '\n')
            {
                if (slots is not null) written += Put(writer, "data: "u8);
                written += Put(writer, slot.Tag);
                offset++;
            }

            var rest = lines[offset..];
            var end = rest.IndexOf((byte)'\n');
            var piece = rest[..Math.Min(end < 0 ? rest.Length : end + 1, budget)];
            written += Put(writer, piece);
            offset += piece.Length;
        }

        if (offset == lines.Length && slots is not null) written += Put(writer, Encoding.ASCII.GetBytes($"id: {Id()}\n\n"));
        return written;
    }

    private string Id() => string.Join(Separator, slots!.Select(slot => slot.Has.ToString()));

    private static int Put(IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes);
        return bytes.Length;
    }
}
