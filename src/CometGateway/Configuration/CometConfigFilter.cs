using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>Resolves and validates policies as part of every load; an exception makes YARP refuse the whole configuration.</summary>
internal sealed class CometConfigFilter(CometConfigStage stage) : IProxyConfigFilter
{
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        stage.Add(cluster);
        return new(cluster);
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        stage.Add(route, cluster);
        return new(route);
    }
}
