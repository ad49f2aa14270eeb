using System.Text.Json;

namespace CometGateway.Transports;

/// <summary>
/// A text delta as ranges to be replaced, the last one first: so they say the same whether a reader counts in the old text or in what the ranges
/// before have made of it.
/// </summary>
internal static class TextRanges
{
    /// <param name="old">UTF-8.</param>
    /// <param name="delta">The JSON array of copies and inserts.</param>
    /// <returns>Null where the delta moves text, or where readers would count differently: a character beyond U+FFFF is one to some and two to others.</returns>
    public static IReadOnlyList<TextRange>? Of(ReadOnlySpan<byte> old, ReadOnlySpan<byte> delta)
    {
        if (old.IndexOfAnyInRange((byte)0xF0, (byte)0xFF) >= 0) return null;
        var ranges = new List<TextRange>();
        var (at, insert) = (0, "");
        var reader = new Utf8JsonReader(delta);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                insert += reader.GetString();
                continue;
            }

            reader.Read();
            var start = reader.GetInt32();
            reader.Read();
            var length = reader.GetInt32();
            reader.Read();
            if (start < at) return null;
            Add(ranges, at, start, insert);
            (at, insert) = (start + length, "");
        }

        Add(ranges, at, LengthOf(old), insert);
        ranges.Reverse();
        return ranges;
    }

    private static void Add(List<TextRange> ranges, int start, int end, string insert)
    {
        if (end > start || insert.Length > 0) ranges.Add(new(start, end, insert));
    }

    /// <summary>In characters: every byte but those that go on with one.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = 0;
        foreach (var b in text) length += (b & 0xC0) == 0x80 ? 0 : 1;
        return length;
    }
}
