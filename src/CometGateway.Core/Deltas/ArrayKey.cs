namespace CometGateway.Core.Deltas;

/// <summary>One entry of `KeyBy`: an array, and the member by which its items are told apart.</summary>
/// <param name="ArrayPath">Names and indexes from the root to the array, decoded; `*` stands for any. Empty for the root itself.</param>
/// <param name="Member">The name of the member in each item, decoded.</param>
internal sealed record ArrayKey(IReadOnlyList<string> ArrayPath, string Member)
{
    private readonly byte[][] _segments = [.. ArrayPath.Select(segment =>
        Written(segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)))];

    /// <summary>The member's name as it is written in JSON, then the usual ones where it does not serve.</summary>
    public IReadOnlyList<byte[]> Names { get; } = [Written(Member), .. ArrayKeys.UsualNames.Select(Written)];

    /// <summary>Whether it speaks of the array at <paramref name="path"/>, a JSON Pointer as it stands in a JSON string.</summary>
    public bool IsOf(ReadOnlySpan<byte> path)
    {
        foreach (var segment in _segments)
        {
            if (path.IsEmpty) return false;
            path = path[1..];
            var end = path.IndexOf((byte)'/') is >= 0 and var slash ? slash : path.Length;
            if (segment is not [(byte)'*'] && !path[..end].SequenceEqual(segment)) return false;
            path = path[end..];
        }

        return path.IsEmpty;
    }

    private static byte[] Written(string text) => JsonName.Encode(text).ToArray();
}
