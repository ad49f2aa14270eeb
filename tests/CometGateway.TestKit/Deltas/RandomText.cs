using System.Globalization;
using System.Text;

namespace CometGateway.TestKit.Deltas;

/// <summary>Seeded scalars of JSON as they are written: every sort of number, string and name that has ever made trouble.</summary>
/// <param name="random">Where all chance comes from.</param>
public sealed class RandomText(Random random)
{
    private static readonly string[] _literals = ["null", "true", "false"];

    private static readonly string[] _numbers =
    [
        "0", "-0", "1", "1.0", "-1", "10", "1e1", "1E+1", "1e5", "1.50", "-0.0", "0.1", "1e-7", "3.141592653589793238462643383279",
        "9007199254740993", "12345678901234567890123", "-170141183460469231731687303715884105728", "1e308", "2.2250738585072014e-308",
    ];

    private static readonly string[] _plainNames =
        ["a", "b", "c", "d", "items", "title", "value", "count", "state", "at", "user", "tags", "price", "list", "next", "text"];

    // Names that a JSON Pointer must encode, that look like indexes or like members of JavaScript's own objects, and other spellings of plain ones.
    private static readonly string[] _oddNames =
    [
        "", " ", "~", "/", "a/b", "m~n", "~1", "~0", "~01", "\\\"", "\\\\", "\\u0061", "it\\u0065ms", "\\/", "\\u00e9", "é", "e\u0301", "0", "1", "01", "-", "1e0", "%20",
        "\\n", "\\u0000", "日本", "😀", "\\ud83d\\ude00", "constructor", "toString", "length", "*", "$ref", "\\u002f", "\\u007e1",
    ];

    private static readonly string[] _pieces =
    [
        "a", "b", "lorem", "ipsum ", "x", "7", " ", "the quick brown fox ", "é", "e\u0301", "ß", "日本語", "\u2028", "\u00a0", "\u007f", "\ufeff", "😀", "👩‍👩‍👧", "~", "/", "<b>", "'",
        "\\/", "\\u00e9", "\\u00E9", "\\ud83d\\ude00", "\\n", "\\r\\n", "\\t", "\\b", "\\f", "\\\"", "\\\\", "\\\\u0041", "\\u0041", "\\u0000", "\\u001f", "\\u2029", "[", "}", ",", ":",
    ];

    public string Literal() => Of(_literals);

    public string Number() => random.Next(10) switch
    {
        < 3 => Of(_numbers),
        < 7 => random.Next(-20, 200).ToString(CultureInfo.InvariantCulture),
        < 9 => (random.Next(100_000) / 100m).ToString(CultureInfo.InvariantCulture),
        _ => random.NextInt64().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A string without its quotes.</summary>
    public string Text() => random.Next(20) switch
    {
        0 => "",
        < 8 => Word(),
        < 19 => Pieces(random.Next(1, 6)),
        _ => Pieces(random.Next(10, 40)),
    };

    /// <summary>A name without its quotes.</summary>
    public string Name() => random.Next(20) switch
    {
        < 13 => Of(_plainNames),
        < 18 => Of(_oddNames),
        18 => Word(),
        _ => Pieces(random.Next(1, 3)),
    };

    public string Word()
    {
        Span<char> word = stackalloc char[random.Next(1, 9)];
        foreach (ref var letter in word) letter = (char)('a' + random.Next(26));
        return new(word);
    }

    public T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private string Pieces(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(random.Next(8) == 0 ? AnyRune() : Of(_pieces));
        return text.ToString();
    }

    // Of any of the seventeen planes, written out or as escapes.
    private string AnyRune()
    {
        var code = (random.Next(17) << 16) + random.Next(0x20, 0x10000);
        var text = Rune.IsValid(code) ? new Rune(code).ToString() : "\ufffd";
        // Encode writes all surrogates as escapes, so what needs none must not go through it.
        return random.Next(2) == 0 ? JsonText.Encode(text, _ => true) : code is '"' or '\\' ? JsonText.Encode(text) : text;
    }
}
