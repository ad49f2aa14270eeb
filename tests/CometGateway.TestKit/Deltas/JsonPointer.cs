using System.Globalization;

namespace CometGateway.TestKit.Deltas;

/// <summary>Paths of JSON Patch (RFC 6901).</summary>
public static class JsonPointer
{
    public static string Encode(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <exception cref="FormatException">The text is no JSON Pointer.</exception>
    public static string[] Read(string path)
    {
        if (path.Length == 0) return [];
        if (path[0] != '/') throw new FormatException($"\"{path}\" does not start with a slash.");
        return [.. path[1..].Split('/').Select(segment => Decode(segment, path))];
    }

    /// <summary>The place in a list that <paramref name="segment"/> names: digits without leading zeros (RFC 6901 §4).</summary>
    /// <exception cref="FormatException">It names none, or one over <paramref name="last"/>.</exception>
    public static int Index(string segment, int last)
    {
        var wellFormed = segment.Length is > 0 and < 10 && segment.All(char.IsAsciiDigit) && (segment.Length == 1 || segment[0] != '0');
        return wellFormed && int.Parse(segment, CultureInfo.InvariantCulture) is var index && index <= last
            ? index
            : throw new FormatException($"\"{segment}\" is no index from 0 to {last}.");
    }

    private static string Decode(string segment, string path)
    {
        for (var i = segment.IndexOf('~', StringComparison.Ordinal); i >= 0; i = segment.IndexOf('~', i + 1))
        {
            if (i + 1 == segment.Length || segment[i + 1] is not ('0' or '1')) throw new FormatException($"\"{path}\" has a ~ that is neither ~0 nor ~1.");
        }

        // ~01 is ~1 (RFC 6901 §4): the order matters.
        return segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
