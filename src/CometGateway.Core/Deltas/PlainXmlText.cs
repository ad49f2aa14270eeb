using System.Buffers;
using System.Globalization;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Text and values of attributes as they are written in plain XML: with the five entities of XML 1.0 §4.6 and numeric references.
/// What it writes is to the letter what an XmlWriter writes that makes references of whatever the next reader would lose.
/// </summary>
internal static class PlainXmlText
{
    private const int MostDigits = 7;

    private static readonly SearchValues<byte> _inText = SearchValues.Create("&>\r"u8);
    private static readonly SearchValues<byte> _inValue = SearchValues.Create("&>\"\t\n\r"u8);
    private static readonly SearchValues<byte> _inDecodedText = SearchValues.Create("&\r"u8);
    private static readonly SearchValues<byte> _inDecodedValue = SearchValues.Create("&\t\n\r"u8);

    /// <summary>Whether a text is written just as it stands there; false where it was not looked at so closely.</summary>
    public static bool IsAsWritten(ReadOnlySpan<byte> text) => !text.ContainsAny(_inText);

    /// <summary>Whether the value of an attribute is written just as it stands there.</summary>
    public static bool IsValueAsWritten(ReadOnlySpan<byte> value) => !value.ContainsAny(_inValue);

    /// <summary>Writes a text; false when it has another reference, or `]]&gt;`.</summary>
    public static bool TryWrite(ReadOnlySpan<byte> text, RentedBytes to) => TryCopy(text, to, _inText, isValue: false, isDecoded: false);

    /// <summary>The value of an attribute between double quotes; false when it has another reference.</summary>
    public static bool TryWriteValue(ReadOnlySpan<byte> value, RentedBytes to) => TryCopy(value, to, _inValue, isValue: true, isDecoded: false);

    /// <summary>What the text says; false when it has another reference.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, RentedBytes to) => TryCopy(text, to, _inDecodedText, isValue: false, isDecoded: true);

    /// <summary>What the value of an attribute says; false when it has another reference.</summary>
    public static bool TryDecodeValue(ReadOnlySpan<byte> value, RentedBytes to) => TryCopy(value, to, _inDecodedValue, isValue: true, isDecoded: true);

    /// <summary>What knows no references, a CDATA section or a comment: only its line ends are made one (§2.11).</summary>
    public static void WriteLines(ReadOnlySpan<byte> content, RentedBytes to)
    {
        while (content.IndexOf((byte)'\r') is var at and >= 0)
        {
            to.Add(content[..at]);
            to.Add((byte)'\n');
            content = content[(at + (content[at..] is [_, (byte)'\n', ..] ? 2 : 1))..];
        }

        to.Add(content);
    }

    private static bool TryCopy(ReadOnlySpan<byte> text, RentedBytes to, SearchValues<byte> special, bool isValue, bool isDecoded)
    {
        var at = 0;
        while (text[at..].IndexOfAny(special) is var run and >= 0)
        {
            to.Add(text.Slice(at, run));
            at += run;
            switch (text[at++])
            {
                case (byte)'&':
                    if (!TryReference(text, ref at, out var rune)) return false;
                    if (isDecoded || !TryEscape(rune.Value, isValue, to)) to.Added(rune.EncodeToUtf8(to.Room(4)));
                    break;
                case (byte)'>':
                    if (!isValue && text[..at].EndsWith("]]>"u8)) return false;
                    to.Add("&gt;"u8);
                    break;
                case (byte)'"':
                    to.Add("&quot;"u8);
                    break;
                case (byte)'\r' when at < text.Length && text[at] == '\n':
                    // The line feed stands for both.
                    break;
                default:
                    to.Add(isValue ? (byte)' ' : (byte)'\n');
                    break;
            }
        }

        to.Add(text[at..]);
        return true;
    }

    /// <summary>What is lost when it stands there as itself.</summary>
    private static bool TryEscape(int value, bool isValue, RentedBytes to)
    {
        var escape = value switch
        {
            '&' => "&amp;"u8,
            '<' => "&lt;"u8,
            '>' => "&gt;"u8,
            '\r' => "&#xD;"u8,
            '"' when isValue => "&quot;"u8,
            '\t' when isValue => "&#x9;"u8,
            '\n' when isValue => "&#xA;"u8,
            _ => [],
        };
        to.Add(escape);
        return !escape.IsEmpty;
    }

    /// <param name="at">Behind the `&amp;`; set behind the `;`.</param>
    private static bool TryReference(ReadOnlySpan<byte> text, ref int at, out Rune rune)
    {
        rune = default;
        var name = text[at..];
        if (name.IndexOf((byte)';') is not (>= 0 and var end)) return false;
        at += end + 1;
        name = name[..end];
        if (name is [(byte)'#', ..]) return TryNumber(name[1..], out rune);
        if (name.SequenceEqual("amp"u8)) rune = new('&');
        else if (name.SequenceEqual("lt"u8)) rune = new('<');
        else if (name.SequenceEqual("gt"u8)) rune = new('>');
        else if (name.SequenceEqual("quot"u8)) rune = new('"');
        else if (name.SequenceEqual("apos"u8)) rune = new('\'');
        else return false;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out Rune rune)
    {
        rune = default;
        var style = NumberStyles.None;
        if (digits is [(byte)'x', ..])
        {
            digits = digits[1..];
            style = NumberStyles.AllowHexSpecifier;
        }

        return digits.Length is > 0 and <= MostDigits && int.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)
            && PlainXmlChars.IsCharacter(value) && Rune.TryCreate(value, out rune);
    }
}
