using CometGateway.Configuration;

namespace Yarp.ReverseProxy.Configuration;

/// <summary>Points routes that are made in code at a Comet policy.</summary>
public static class RouteConfigCometExtensions
{
    /// <summary>The same route with the policy named in its metadata, in place of any policy named there before.</summary>
    /// <param name="route">The route; it is not changed.</param>
    /// <param name="name">A name under <c>Comet:Policies</c>. Whether it exists is checked when YARP loads the route.</param>
    /// <returns>A copy of the route whose metadata names the policy.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static RouteConfig WithCometPolicy(this RouteConfig route, string name)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var metadata = new Dictionary<string, string>(route.Metadata ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)
        {
            [CometRoute.MetadataKey] = name,
        };
        return route with { Metadata = metadata };
    }
}
