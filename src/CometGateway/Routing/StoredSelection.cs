using CometGateway.Core.Http;
using CometGateway.Resources;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Routing;

/// <summary>Whether what a poll brought is what the site would have chosen for this very request.</summary>
internal static class StoredSelection
{
    /// <param name="stored">The stored answer's headers.</param>
    public static bool IsFor(HttpRequest request, ResourceKey key, HeaderFields stored) =>
        IsForItsOrigin(request, key, stored) && IsForItsHeaders(request, key, stored[HeaderNames.Vary]);

    /// <summary>
    /// A poll carries no Origin of its own, and many sites write their CORS headers, and the Vary that tells of them, only to those who send
    /// one. A "*" is the same for all, but no browser takes it together with credentials (Fetch §3.3.4).
    /// </summary>
    private static bool IsForItsOrigin(HttpRequest request, ResourceKey key, HeaderFields stored) =>
        request.Headers.Origin.Count == 0
        || IsInKey(key, HeaderNames.Origin)
        || (stored[HeaderNames.AccessControlAllowOrigin] is "*" && !key.Audience.IsCredential
            && request.Headers.Cookie.Count == 0 && request.Headers.Authorization.Count == 0);

    /// <summary>RFC 9111 §4.1: what the key does not hold, the poll did not send.</summary>
    private static bool IsForItsHeaders(HttpRequest request, ResourceKey key, string? vary)
    {
        var names = vary.AsSpan();
        foreach (var range in names.Split(','))
        {
            var name = names[range].Trim();
            if (name.IsEmpty || SelectingHeaders.IsSettled(name) || IsInKey(key, name)) continue;
            if (name is "*" || request.Headers.ContainsKey(name.ToString())) return false;
        }

        return true;
    }

    private static bool IsInKey(ResourceKey key, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < key.Varied.Count; i++)
        {
            if (name.Equals(key.Varied[i].Name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
