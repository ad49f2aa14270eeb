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
            SiteReference.Own own => Uri.UnescapeDataString(own.Target.AbsolutePath),
            SiteReference.Site { Path: { } path } => Uri.UnescapeDataString(path),
            _ => null,
        };
}
