using CometGateway.Resources;

namespace CometGateway.Routing;

/// <summary>One URL of a connection that carries many: relative, and on this gateway.</summary>
/// <param name="Shown">As the client wrote it, without the parameters that are meant for the gateway.</param>
/// <param name="Path">Decoded as the server decodes request paths.</param>
/// <param name="Query">With its question mark; or empty.</param>
internal sealed record SlotUrl(string Shown, PathString Path, QueryString Query)
{
    private const int MaxLength = 4096;

    private static readonly Uri _anywhere = new("http://gateway/");

    /// <returns>Null when it is none; <paramref name="why"/> then says what is allowed.</returns>
    public static SlotUrl? Parse(string text, out string why)
    {
        why = "must be a relative URL that begins with one '/', such as /api/prices, without a fragment";
        if (text.Length > MaxLength)
        {
            why = $"must have at most {MaxLength} characters";
            return null;
        }

        if (text is not ['/', ..] || text is ['/', '/' or '\\', ..] || text.AsSpan().ContainsAnyInRange('\0', '\x20') || text.AsSpan().ContainsAny('#', '\x7F')) return null;
        var (path, query) = Split(text);
        // In a path it is a slash to browsers and to Uri; in a query it is a letter as any other.
        if (path.Contains('\\', StringComparison.Ordinal)) return null;
        if (!Uri.TryCreate(_anywhere, text, out var uri) || !string.Equals(uri.Host, _anywhere.Host, StringComparison.Ordinal)) return null;
        // An encoded slash or NUL is one thing to the server's own decoder and another to a site's.
        if (uri.AbsolutePath.Contains("%2f", StringComparison.OrdinalIgnoreCase) || uri.AbsolutePath.Contains("%00", StringComparison.Ordinal)) return null;
        return new(ShownOf(text), PathString.FromUriComponent(uri.AbsolutePath), new(query));
    }

    /// <summary>What a client is told it by: also one that is none is refused without the parameters that are meant for the gateway.</summary>
    public static string ShownOf(string text)
    {
        var (path, query) = Split(text);
        return path + ReservedQuery.Split(query).Site;
    }

    private static (string Path, string Query) Split(string text) =>
        text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[at..]) : (text, "");
}
