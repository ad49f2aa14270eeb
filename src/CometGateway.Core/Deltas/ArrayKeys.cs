using System.Text;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Deltas;

/// <summary>
/// By which member the items of arrays are told apart: the `KeyBy` entries, each a JSON Pointer such as `/items/*/id`,
/// and for all other arrays the first of <see cref="UsualNames"/> that every item has.
/// </summary>
internal sealed class ArrayKeys
{
    private ArrayKeys(IReadOnlyList<ArrayKey> named) => Named = named;

    /// <summary>No entry: keys are only guessed.</summary>
    public static ArrayKeys Guessed { get; } = new([]);

    /// <summary>Names that are tried where no entry speaks of the array, in this order.</summary>
    public static IReadOnlyList<string> UsualNames { get; } = ["id", "_id", "key", "uuid", "guid", "name"];

    /// <summary>The same as they are written in JSON.</summary>
    public static IReadOnlyList<byte[]> Usual { get; } = [.. UsualNames.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<ArrayKey> Named { get; }

    /// <summary>The members to try for the array at <paramref name="path"/>, best first, as they are written in JSON.</summary>
    /// <param name="path">A JSON Pointer as it stands in a JSON string.</param>
    public IReadOnlyList<byte[]> NamesFor(ReadOnlySpan<byte> path)
    {
        foreach (var key in Named)
        {
            if (key.IsOf(path)) return key.Names;
        }

        return Usual;
    }

    /// <summary>Null when <paramref name="entry"/> can be used, else the reason, which names it and says what is allowed.</summary>
    public static string? WhyInvalid(string entry)
    {
        if (!entry.StartsWith('/')) return Problem(entry, "it does not start with \"/\"");
        if (IgnorePointer.WhyInvalid(entry) is { } wrong) return Problem(entry, wrong);
        var segments = entry[1..].Split('/');
        return segments.Length < 2 || segments[^2] is not "*" || segments[^1] is "*" ? Problem(entry, "its last two segments are not \"*\" and the name of a member") : null;
    }

    /// <exception cref="FormatException">An entry is invalid; the message is that of <see cref="WhyInvalid"/>.</exception>
    public static ArrayKeys Parse(IReadOnlyList<string> entries)
    {
        if (entries.Select(WhyInvalid).FirstOrDefault(why => why is not null) is { } problem) throw new FormatException(problem);
        return entries.Count == 0 ? Guessed : new([.. entries.Select(ParseOne)]);
    }

    private static ArrayKey ParseOne(string entry)
    {
        string[] segments = [.. entry[1..].Split('/').Select(Decoded)];
        return new(segments[..^2], segments[^1]);
    }

    private static string Decoded(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string Problem(string entry, string why) =>
        $"\"{entry}\" cannot be used: {why}. Allowed is a JSON Pointer to the key of an array's items, such as \"/items/*/id\", or \"/*/id\" where the page itself is the array.";
}
