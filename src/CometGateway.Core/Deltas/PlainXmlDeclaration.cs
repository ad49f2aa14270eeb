using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>`&lt;?xml version="1.0" encoding="UTF-8" standalone="yes"?&gt;` (XML 1.0 §2.8).</summary>
internal static class PlainXmlDeclaration
{
    private static readonly SearchValues<byte> _encoding = SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Behind the declaration; 0 when there is none that is plain.</summary>
    public static int End(ReadOnlySpan<byte> xml)
    {
        if (!xml.StartsWith("<?xml"u8)) return 0;
        var at = 5;
        if (!TryPart(xml, ref at, "version"u8, out var value) || !value.SequenceEqual("1.0"u8)) return 0;
        // What it says of the charset speaks of the bytes the document once came in.
        if (TryPart(xml, ref at, "encoding"u8, out value) && (value.IsEmpty || !char.IsAsciiLetter((char)value[0]) || value.ContainsAnyExcept(_encoding))) return 0;
        if (TryPart(xml, ref at, "standalone"u8, out value) && !value.SequenceEqual("yes"u8) && !value.SequenceEqual("no"u8)) return 0;
        at = PlainXmlChars.SkipSpace(xml, at);
        return xml[at..].StartsWith("?>"u8) ? at + 2 : 0;
    }

    private static bool TryPart(ReadOnlySpan<byte> xml, ref int at, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var start = PlainXmlChars.SkipSpace(xml, at);
        if (start == at || !xml[start..].StartsWith(name)) return false;
        start = PlainXmlChars.SkipSpace(xml, start + name.Length);
        if (xml[start] != '=') return false;
        start = PlainXmlChars.SkipSpace(xml, start + 1);
        var quote = xml[start++];
        if (quote is not ((byte)'"' or (byte)'\'') || xml[start..].IndexOf(quote) is not (>= 0 and var length)) return false;
        value = xml.Slice(start, length);
        at = start + length + 1;
        return true;
    }
}
