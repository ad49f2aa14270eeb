namespace CometGateway.Routing;

/// <summary>Reads Location and Content-Location of a write's answer.</summary>
internal static class WrittenTo
{
    /// <summary>
    /// The path that the reference names on the request's own origin, or null. Other origins are left alone: a site may speak
    /// for its own resources only (RFC 9111 §4.4).
    /// </summary>
    public static string? PathOf(string? reference, HttpRequest request)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var host = request.Host.HasValue ? request.Host.Value : "localhost";
        if (!Uri.TryCreate($"{request.Scheme}://{host}{request.Path.ToUriComponent()}", UriKind.Absolute, out var target)) return null;
        if (!Uri.TryCreate(target, reference, out var written)) return null;
        return written.Authority.Equals(target.Authority, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(written.AbsolutePath) : null;
    }
}
