namespace CometGateway.Core.Http;

/// <summary>A client's preconditions against the representation held (RFC 9110 §13.1); true means "answer 304".</summary>
internal static class EntityTags
{
    /// <summary>Does <paramref name="header"/> name <paramref name="etag"/>, by weak comparison (§13.1.2)?</summary>
    /// <param name="header">If-None-Match as it came; whatever is malformed in it matches nothing.</param>
    /// <param name="etag">The tag held, as the site sent it; null when there is none, and then only `*` matches.</param>
    public static bool IfNoneMatch(string? header, string? etag)
    {
        var rest = header.AsSpan().Trim();
        if (rest is "*")
            return true;

        var held = Opaque(etag.AsSpan().Trim());
        while (!rest.IsEmpty && !held.IsEmpty)
        {
            rest = rest.TrimStart(", \t");
            if (Next(ref rest).SequenceEqual(held))
                return true;
        }

        return false;
    }

    /// <summary>Is the representation no newer than the client's date (§13.1.3)? An invalid date on either side is no.</summary>
    public static bool IfModifiedSince(string? header, string? lastModified) =>
        HttpDate.Parse(header) is { } since && HttpDate.Parse(lastModified) is { } modified && modified <= since;

    // A tag holds commas but no escapes (§8.8.3), so its end is the next quote; an open one swallows the rest, which then equals no tag.
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        var quote = rest.StartsWith("W/\"") ? 2 : 0;
        var close = quote < rest.Length && rest[quote] == '"' ? rest[(quote + 1)..].IndexOf('"') : -2;
        var length = close switch
        {
            -2 => rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length,
            -1 => rest.Length,
            _ => quote + close + 2,
        };
        var tag = rest[..length];
        rest = rest[length..];
        return Opaque(tag.TrimEnd());
    }

    // The quotes stay, so that an unquoted tag, as some old sites send and get back, equals only its own like.
    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) => tag.StartsWith("W/") ? tag[2..] : tag;
}
