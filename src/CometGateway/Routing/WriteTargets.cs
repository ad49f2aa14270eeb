using CometGateway.Resources;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Routing;

/// <summary>Reads from a write and its answer what it wrote (RFC 9111 §4.4).</summary>
internal static class WriteTargets
{
    public static WrittenPaths Of(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var destination = context.Features.Get<IReverseProxyFeature>()?.ProxiedDestination?.Model.Config;
        return new(
            request.Path.Value ?? "/",
            PathOf(headers.Location, request, destination?.Address, destination?.Host),
            PathOf(headers.ContentLocation, request, destination?.Address, destination?.Host));
    }

    /// <summary>The path that the reference names on the request's own origin, or null: a site may speak for its own resources only.</summary>
    /// <param name="siteAddress">Where the gateway reached the site: many write absolute references to themselves, by the only name that they know.</param>
    /// <param name="siteHost">The Host that the gateway sent to it, where the cluster sets one.</param>
    public static string? PathOf(string? reference, HttpRequest request, string? siteAddress, string? siteHost)
    {
        if (string.IsNullOrEmpty(reference)) return null;
        var host = request.Host.HasValue ? request.Host.Value : "localhost";
        if (!Uri.TryCreate($"{request.Scheme}://{host}{request.Path.ToUriComponent()}", UriKind.Absolute, out var target)) return null;
        if (!Uri.TryCreate(target, reference, out var written)) return null;
        if (Is(written.Authority, target.Authority)) return Uri.UnescapeDataString(written.AbsolutePath);
        if (!Uri.TryCreate(siteAddress, UriKind.Absolute, out var site)) return null;
        // A Uri has its host in lower case, a configured Host need not.
        var isSite = Is(written.Authority, site.Authority) || string.Equals(written.Authority, siteHost, StringComparison.OrdinalIgnoreCase);
        return isSite ? Below(site.AbsolutePath.TrimEnd('/'), written.AbsolutePath) : null;
    }

    /// <summary>An address may have a path of its own, which clients of the gateway do not see.</summary>
    private static string? Below(string folder, string path) =>
        path.StartsWith(folder + "/", StringComparison.Ordinal) ? Uri.UnescapeDataString(path[folder.Length..]) : null;

    private static bool Is(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.Ordinal);
}
