using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>Keys of routes that were most likely meant to name a policy. YARP passes over every key of a route that it does not know.</summary>
internal static class PolicyKeys
{
    // Some of YARP's own look alike, such as CorsPolicy.
    private static readonly HashSet<string> _known = new(typeof(RouteConfig).GetProperties().Select(property => property.Name), StringComparer.OrdinalIgnoreCase);

    /// <param name="routes">The section with the routes.</param>
    public static IEnumerable<ConfigurationProblem> In(IConfigurationSection routes)
    {
        foreach (var route in routes.GetChildren())
        {
            var key = $"Routes:{route.Key}";
            var right = $"\"{nameof(RouteConfig.Metadata)}\": {{ \"{CometRoute.MetadataKey}\": … }}";
            foreach (var setting in route.GetChildren().Where(setting => IsNear(setting.Key)))
                yield return new($"{key}:{setting.Key}", setting.Value, $"does nothing here; did you mean {right}?");
            foreach (var setting in route.GetSection(nameof(RouteConfig.Metadata)).GetChildren().Where(setting => IsNear(setting.Key) && !IsPolicy(setting.Key)))
                yield return new($"{key}:{nameof(RouteConfig.Metadata)}:{setting.Key}", setting.Value, $"does nothing here; did you mean {CometRoute.MetadataKey}?");
        }
    }

    private static bool IsNear(string key) => !_known.Contains(key) && NearestName.Of(key, [CometRoute.MetadataKey]) is not null;

    private static bool IsPolicy(string key) => key.Equals(CometRoute.MetadataKey, StringComparison.OrdinalIgnoreCase);
}
