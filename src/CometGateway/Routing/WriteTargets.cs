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

    /// <summary>The path, as clients see it, that the reference names; or null: a site may speak for its own resources only.</summary>
    /// <param name="siteAddress">Where the gateway reached the site.</param>
    /// <param name="siteHost">The Host that the gateway sent to it, where the cluster sets one.</param>
    public static string? PathOf(string? reference, HttpRequest request, string? siteAddress, string? siteHost) =>
        string.IsNullOrEmpty(reference) ? null : SiteReference.Of(reference, request, siteAddress, siteHost) switch
        {
            SiteReference.Own own => WithoutBase(Uri.UnescapeDataString(own.Target.AbsolutePath), request.PathBase),
            SiteReference.Site { Path: { } path } => WithoutBase(Uri.UnescapeDataString(path), request.PathBase),
            _ => null,
        };

    // A site that was told the path base (X-Forwarded-Prefix) names it; resources are known without it.
    private static string WithoutBase(string path, PathString pathBase) =>
        pathBase.HasValue && new PathString(path).StartsWithSegments(pathBase, StringComparison.OrdinalIgnoreCase, out var rest) ? rest.HasValue ? rest.Value! : "/" : path;
}
