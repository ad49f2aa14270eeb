using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>What YARP takes in routes and then answers otherwise than the writer expects. Found by the check, and logged once when a configuration becomes live.</summary>
internal sealed partial class RouteWarnings(IConfiguration configuration, ILogger<RouteWarnings> logger) : IConfigChangeListener
{
    private readonly HashSet<ConfigurationProblem> _warned = [];

    public static IEnumerable<ConfigurationProblem> In(IConfiguration configuration, IReadOnlyList<RouteConfig> routes, IReadOnlyCollection<string> clusters)
    {
        if (routes.Count == 0)
            yield return new("Routes", null, "is empty: every request will be answered 404");
        // YARP accepts such a route and answers it 503.
        foreach (var route in routes.Where(route => route.Metadata?.ContainsKey(CometRoute.MetadataKey) is not true && !clusters.Contains(route.ClusterId ?? "", StringComparer.OrdinalIgnoreCase)))
            yield return new($"Routes:{route.RouteId}:ClusterId", route.ClusterId, $"names no cluster; there are: {string.Join(", ", clusters)}{NearestName.Question(route.ClusterId, clusters)}");
        foreach (var warning in SameMatches.In(routes).Concat(PolicyKeys.In(configuration.GetSection($"{GatewayServices.ProxySection}:Routes"))))
            yield return warning;
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
        // Said by the listener of the library, as the next two are.
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        var sources = new ConfigurationSources(configuration as IConfigurationRoot);
        List<string> clusters = [.. proxyConfigs.SelectMany(config => config.Clusters).Select(cluster => cluster.ClusterId)];
        foreach (var warning in In(configuration, [.. proxyConfigs.SelectMany(config => config.Routes)], clusters))
        {
            if (_warned.Add(warning))
                LogWarning(logger, GatewayServices.Located(warning, sources));
        }
    }
}
