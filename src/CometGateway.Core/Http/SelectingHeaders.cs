namespace CometGateway.Core.Http;

/// <summary>Which names in a Vary header make a request header part of a resource's key.</summary>
internal static class SelectingHeaders
{
    // Something else stands for these: the audience, the host in the key, the decoded body. The rest belongs to one connection
    // (RFC 9110 §7.6.1) and never reaches the site.
    private static readonly HashSet<string> _settled = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Authorization", "Host", "Accept-Encoding",
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    };

    // A poll does not take these from the client: it asks for whole representations with its own validators, and the last one is
    // said to the gateway. A request that carries one may mean another representation than the poll got.
    private static readonly HashSet<string> _notTaken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
        "Content-Length", "Content-Type", "Expect", "Cache-Control", "Pragma", "Last-Event-ID",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _settledNames = _settled.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(string name) => name is not "*" and not "" && name[0] != ':' && !_settled.Contains(name) && !_notTaken.Contains(name);

    /// <summary>Whether requests of one resource can differ in this header and still mean the same representation.</summary>
    public static bool IsSettled(ReadOnlySpan<char> name) => _settledNames.Contains(name);
}
