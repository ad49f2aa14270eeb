using System.Buffers;
using System.Text.Unicode;

namespace CometGateway.Core.Deltas;

/// <summary>The characters of plain XML, in UTF-8 (XML 1.0 §2.2, §2.3).</summary>
internal static class PlainXmlChars
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    // All that are no characters of XML and could be in valid UTF-8, but for U+FFFE and U+FFFF.
    private static readonly SearchValues<byte> _control = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(unit => (byte)unit).Where(unit => !IsSpace(unit))]);

    // What those two begin with.
    private static ReadOnlySpan<byte> Upmost => [0xEF, 0xBF];

    private static readonly bool[] _startsName = [.. Enumerable.Range(0, 256).Select(unit => Letters.Contains((char)unit))];

    private static readonly bool[] _isInName = [.. Enumerable.Range(0, 256).Select(unit => $"{Letters}-.0123456789".Contains((char)unit))];

    /// <summary>Whether it may be plain XML: characters of XML from its first `&lt;` to its last `&gt;`.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => text is [(byte)'<', .., (byte)'>'] && Utf8.IsValid(text) && !text.ContainsAny(_control) && !HasNoncharacters(text);

    public static bool IsSpace(byte unit) => unit is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r';

    public static bool IsSpace(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(" \n\t\r"u8);

    /// <summary>The first place from <paramref name="at"/> on that is no space; there is a `&gt;` behind it.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (IsSpace(text[at])) at++;
        return at;
    }

    /// <summary>A name with one prefix at most (Namespaces in XML 1.0 §4), and in ASCII.</summary>
    public static bool TryName(ReadOnlySpan<byte> text, ref int at, out PlainXmlName name)
    {
        name = default;
        var start = at;
        if (!TryPart(text, ref at)) return false;
        var local = start;
        if (text[at] == ':')
        {
            local = ++at;
            if (!TryPart(text, ref at)) return false;
        }

        name = new(start, local, at);
        return true;
    }

    /// <summary>Whether a reference may stand for it.</summary>
    public static bool IsCharacter(int value) => value is '\t' or '\n' or '\r' or (>= ' ' and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    private static bool TryPart(ReadOnlySpan<byte> text, ref int at)
    {
        if (!_startsName[text[at]]) return false;
        do at++;
        while (_isInName[text[at]]);
        return true;
    }

    private static bool HasNoncharacters(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf(Upmost) is var at and >= 0)
        {
            if (text[at + 2] >= 0xBE) return true;
            text = text[(at + 3)..];
        }

        return false;
    }
}
