using System.Text;
using System.Text.RegularExpressions;

namespace CometGateway.Core.Http;

/// <summary>From the names that sites give their charsets to decoders, as browsers do (WHATWG Encoding §4.2).</summary>
internal static class CharsetLabel
{
    // What HTML allows for finding a declaration (WHATWG HTML §13.2.3.2).
    private const int PrescanBytes = 1024;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    private static readonly Regex _comment = new("<!--.*?-->", Options | RegexOptions.Singleline);

    private static readonly Regex _meta = new("<meta[\\s/][^>]*?charset\\s*=\\s*[\"']?\\s*(?<label>[^\\s\"'/>;]+)", Options);

    private static readonly Regex _xmlDeclaration = new("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"'](?<label>[^\"'>]+)[\"']", Options);

    /// <summary>The decoder for <paramref name="label"/>, or null when it is absent or unknown.</summary>
    public static Encoding? Find(string? label)
    {
        var name = label?.Trim().ToLowerInvariant() switch
        {
            // Pages that say Latin 1 are written in, and read by every browser as, windows-1252.
            "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "l1" or "us-ascii" or "ascii" or "ansi" or "x-cp1252" or "windows1252" => "windows-1252",
            "iso-8859-9" or "latin5" => "windows-1254",
            "gb2312" or "gbk" or "x-gbk" => "gb18030",
            "windows-31j" or "ms_kanji" => "shift_jis",
            "cp1250" or "x-cp1250" => "windows-1250",
            "cp1251" or "x-cp1251" => "windows-1251",
            "utf8" or "unicode-1-1-utf-8" => "utf-8",
            "utf16" => "utf-16",
            // Never: its escapes smuggle markup past whoever reads the bytes as ASCII.
            null or "" or "utf-7" or "unicode-1-1-utf-7" or "csunicode11utf7" => null,
            var other => other,
        };
        if (name is null)
            return null;

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The charset that the document declares within itself, or null.</summary>
    public static Encoding? Declared(ReadOnlySpan<byte> body, MediaType type)
    {
        if (!type.IsHtml && !type.IsXml)
            return null;

        var head = Encoding.Latin1.GetString(body[..Math.Min(body.Length, PrescanBytes)]);
        var declared = Match(_xmlDeclaration, head) ?? (type.IsHtml ? Match(_meta, _comment.Replace(head, "")) : null);

        // What could be read as ASCII so far is not UTF-16, whatever it says (WHATWG HTML §13.2.3.2).
        return declared is { CodePage: 1200 or 1201 or 12000 or 12001 } ? Encoding.UTF8 : declared;
    }

    private static Encoding? Match(Regex pattern, string head) =>
        pattern.Match(head) is { Success: true } match ? Find(match.Groups["label"].Value) : null;
}
