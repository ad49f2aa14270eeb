using CometGateway.Configuration;

namespace CometGateway.Routing;

/// <summary>
/// Browsers send a WebSocket's cookies whatever page opens it, and ask for no CORS: without this check any page could read a visitor's streams
/// (RFC 6455 §10.2). Programs that are no browsers send no Origin, and have no cookies to be abused.
/// </summary>
internal static class SocketOrigin
{
    public static bool IsAllowed(HttpRequest request, IReadOnlyList<string> allowed)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin]) return request.Headers.Origin.Count == 0;
        if (allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)) return true;
        // By host and port alone: a proxy that ends TLS in front changes the scheme that is seen here.
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            // But a page without TLS, which anybody on the way can forge, opens no socket that has it.
            && (!request.IsHttps || string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            && (HostOf(uri).Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) || uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static string HostOf(Uri uri) => $"{uri.Host}:{uri.Port}";
}
