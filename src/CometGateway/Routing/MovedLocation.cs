using CometGateway.Core.Http;
using CometGateway.Resources;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Routing;

/// <summary>Where a stream is sent whose page has moved: the site's Location, as the client may see it.</summary>
internal static class MovedLocation
{
    /// <summary>
    /// To the origin that the client asked, with its own comet.* parameters, as the stream goes on there; to another origin, untouched.
    /// Null for a part of the site that clients cannot reach, whose address is nobody's business, and for what no server sends (<see cref="FieldValue"/>).
    /// </summary>
    /// <param name="destinations">The site's servers.</param>
    public static string? For(string location, HttpRequest request, ReservedQuery reserved, IReadOnlyDictionary<string, DestinationConfig>? destinations)
    {
        if (!FieldValue.IsSendable(location)) return null;
        SiteReference reference = SiteReference.Of(location, request, siteAddress: null, siteHost: null);
        foreach (var site in destinations?.Values ?? [])
        {
            if (reference is SiteReference.Own or SiteReference.Site { Path: not null }) break;
            if (SiteReference.Of(location, request, site.Address, site.Host) is SiteReference.Site named) reference = named;
        }

        return reference switch
        {
            SiteReference.Own => With(location, reserved),
            SiteReference.Site { Path: { } path, Target: var target } => With(Here(Below(request.PathBase, path)) + target.Query + target.Fragment, reserved),
            SiteReference.Site => null,
            _ => location,
        };
    }

    /// <summary>A reference that begins with two slashes names another host (RFC 3986 §4.2), which the site's path of that form does not.</summary>
    private static string Here(string path) => path.StartsWith("//", StringComparison.Ordinal) ? "/." + path : path;

    /// <summary>A site that was told the path base (X-Forwarded-Prefix) names it.</summary>
    private static string Below(PathString pathBase, string path) =>
        pathBase.HasValue && (path + "/").StartsWith(pathBase.ToUriComponent() + "/", StringComparison.OrdinalIgnoreCase) ? path : pathBase.ToUriComponent() + path;

    private static string With(string location, ReservedQuery reserved)
    {
        if (reserved.Parameters.Count == 0) return location;
        var hash = location.IndexOf('#', StringComparison.Ordinal);
        var (target, fragment) = hash < 0 ? (location, "") : (location[..hash], location[hash..]);
        var parameters = string.Join('&', reserved.Parameters.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));
        return $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameters}{fragment}";
    }
}
