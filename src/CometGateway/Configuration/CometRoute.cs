using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>A YARP route that names a policy, with the policy resolved. Equal when nothing about it changed.</summary>
internal sealed record CometRoute(RouteConfig Route, ClusterConfig Cluster, CometPolicy Policy)
{
    /// <summary>The metadata key by which a route points at an entry of `Comet:Policies`.</summary>
    public const string MetadataKey = "CometPolicy";

    public string Id => Route.RouteId;

    public string ClusterId => Cluster.ClusterId;

    // YARP 2.1's RouteConfig.Equals forgets MaxRequestBodySize (dotnet/yarp#3027).
    public bool Equals(CometRoute? other) =>
        other is not null && Route.Equals(other.Route) && Route.MaxRequestBodySize == other.Route.MaxRequestBodySize && Cluster.Equals(other.Cluster) && Policy.Equals(other.Policy);

    public override int GetHashCode() => HashCode.Combine(Route, Cluster, Policy);
}
