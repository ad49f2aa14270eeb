namespace CometGateway.Core.Http;

/// <summary>Which response headers may be stored and repeated on an answer made from a snapshot.</summary>
internal static class EndToEndHeaders
{
    // Hop-by-hop (RFC 9110 §7.6.1), those that describe one message's bytes, and those that the answer states anew.
    private static readonly HashSet<string> _notRepeated = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Content-Length", "Content-Encoding", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges",
        "Age", "ETag", "Last-Modified", "Content-Type", "Set-Cookie", "Set-Cookie2", "Alt-Svc",
    };

    /// <summary>The fields to keep, as they can be sent (<see cref="FieldValue"/>); Set-Cookie is never among them, whoever the answer was for.</summary>
    public static HeaderFields Of(HeaderFields headers)
    {
        var named = headers["Connection"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new(headers
            .Where(h => !_notRepeated.Contains(h.Key) && !named.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
            .Select(h => KeyValuePair.Create(h.Key, FieldValue.Sendable(h.Value))));
    }
}
