using System.Text.Encodings.Web;
using System.Text.Json;

namespace CometGateway.Tests.Transports;

/// <summary>Pages made of what is dangerous in lines, JSON and scripts.</summary>
internal static class RandomPage
{
    /// <summary>As sites write JSON for people: with line ends, and no more escapes than must be.</summary>
    public static readonly JsonSerializerOptions Spread = new() { WriteIndented = true, NewLine = "\r\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Pieces =
    [
        "</script>", "<!--", "<script", "-->", "]]>", "<", ">", "&", "'", "\"", "\\", "\n", "\r", "\r\n", "\t", "\u0001", "\u2028", "\u2029", "\u2027", "\u202A", "â", "€", "ü", "😀", "{", "}", "[1]", "1",
        "u2028", "\\u003C", "a", " ", "\u0085", "\uFEFF",
    ];

    public static string Of(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
