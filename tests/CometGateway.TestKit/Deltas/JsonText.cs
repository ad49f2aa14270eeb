using System.Globalization;
using System.Text;

namespace CometGateway.TestKit.Deltas;

/// <summary>Strings of JSON: from what is written to what is meant, and to other spellings of the same.</summary>
public static class JsonText
{
    /// <summary>What <paramref name="raw"/>, without its quotes, says. Half a surrogate pair stays one: JavaScript keeps it too.</summary>
    public static string Decode(string raw)
    {
        if (!raw.Contains('\\')) return raw;
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => other,
            });
            if (raw[i] == 'u') i += 4;
        }

        return text.ToString();
    }

    /// <summary>Writes <paramref name="text"/> for between quotes, with escapes for all that needs one and for what <paramref name="also"/> picks.</summary>
    public static string Encode(string text, Func<char, bool>? also = null)
    {
        var raw = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            // Half a surrogate pair has no UTF-8; as escapes both halves are always right.
            var must = character < ' ' || char.IsSurrogate(character);
            if (character is '"' or '\\') raw.Append('\\').Append(character);
            else if (!must && also?.Invoke(character) is not true) raw.Append(character);
            else if (character == '/') raw.Append("\\/");
            else raw.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return raw.ToString();
    }
}
