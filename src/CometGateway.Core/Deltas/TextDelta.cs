using System.Buffers;
using System.Buffers.Text;

namespace CometGateway.Core.Deltas;

/// <summary>
/// The `text-delta` form: a JSON array over the old text in UTF-16 code units, `[start,length]` for what is copied and `"…"` for what is inserted.
/// In JavaScript: `delta.map(part => typeof part === 'string' ? part : old.substr(part[0], part[1])).join('')`.
/// </summary>
internal static class TextDelta
{
    // `[2147483647,2147483647],`
    private const int LongestCopy = 24;

    /// <summary>The delta on one line of UTF-8, or null when it would be longer than <paramref name="limit"/> bytes. Both texts are valid UTF-8.</summary>
    public static byte[]? Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit) => Between(from, to, limit, out _);

    /// <param name="work">The steps that were needed: at most in proportion to both lengths, whatever the texts.</param>
    internal static byte[]? Between(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit, out long work)
    {
        var encoder = new TextDeltaEncoder(from, to, limit);
        try
        {
            encoder.Run();
            work = encoder.Work;
            return Written(from, to, encoder.Copies, limit);
        }
        finally
        {
            encoder.Return();
        }
    }

    /// <summary>The text as one JSON string on one line: how a whole state travels in this form, so that not a byte of it is lost.</summary>
    public static byte[] Whole(ReadOnlySpan<byte> text)
    {
        var whole = GC.AllocateUninitializedArray<byte>(TextEscape.Length(text) + 2);
        TextEscape.Write(text, whole.AsSpan(1));
        // Last, as what is written in blocks may leave something behind its end.
        whole[0] = whole[^1] = (byte)'"';
        return whole;
    }

    private static byte[]? Written(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<TextCopy> copies, int limit)
    {
        var inserts = 0L;
        var position = 0;
        foreach (var copy in copies)
        {
            inserts += Insert(to[position..copy.New]);
            position = copy.NewEnd;
        }

        inserts += Insert(to[position..]);
        if (inserts > limit) return null;

        var buffer = ArrayPool<byte>.Shared.Rent((int)inserts + (LongestCopy * copies.Length) + 2);
        var offsets = new TextOffsets(from);
        try
        {
            var written = Write(from, to, copies, offsets, buffer);
            return written.Length > limit ? null : written.ToArray();
        }
        finally
        {
            offsets.Return();
            ArrayPool<byte>.Shared.Return(buffer);
        }

        static long Insert(ReadOnlySpan<byte> text) => text.Length == 0 ? 0 : TextEscape.Length(text) + 3;
    }

    private static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<TextCopy> copies, TextOffsets offsets, Span<byte> buffer)
    {
        buffer[0] = (byte)'[';
        var (length, position) = (1, 0);
        foreach (var copy in copies)
        {
            length += WriteInsert(to[position..copy.New], buffer[length..]);
            var start = offsets.At(from, copy.Old);
            length += WriteCopy(start, offsets.At(from, copy.OldEnd) - start, buffer[length..]);
            position = copy.NewEnd;
        }

        length += WriteInsert(to[position..], buffer[length..]);
        // Every part ends in a comma, and the last comma becomes the end.
        if (length > 1) length--;
        buffer[length] = (byte)']';
        return buffer[..(length + 1)];
    }

    private static int WriteInsert(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        if (text.Length == 0) return 0;
        buffer[0] = (byte)'"';
        var length = 1 + TextEscape.Write(text, buffer[1..]);
        "\","u8.CopyTo(buffer[length..]);
        return length + 2;
    }

    private static int WriteCopy(int start, int count, Span<byte> buffer)
    {
        buffer[0] = (byte)'[';
        Utf8Formatter.TryFormat(start, buffer[1..], out var length);
        buffer[++length] = (byte)',';
        Utf8Formatter.TryFormat(count, buffer[(length + 1)..], out var more);
        length += more + 1;
        "],"u8.CopyTo(buffer[length..]);
        return length + 2;
    }
}
