namespace CometGateway.Core.Http;

/// <summary>Which names in a Vary header make a request header part of a resource's key.</summary>
internal static class SelectingHeaders
{
    // A poll does not take these from the client: it authenticates by its audience, negotiates its own coding, asks for whole
    // representations with its own validators, and its connection is its own (RFC 9110 §7.6.1). The last ones are said to the
    // gateway and not to the site.
    private static readonly HashSet<string> NotFromClient = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Authorization", "Proxy-Authorization", "Host", "Accept-Encoding", "Range", "If-Range",
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Content-Type", "Expect",
        "Proxy-Connection", "HTTP2-Settings",
        "Cache-Control", "Pragma", "Last-Event-ID", "Prefer", "A-IM",
    };

    public static bool Contains(string name) => name is not "*" and not "" && name[0] != ':' && !NotFromClient.Contains(name);
}
