using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>
/// Refuses route keys that ask for something this program does not have, which YARP takes and then answers 500 for, or ignores.
/// A validator sees every load: the check, the start and each reload.
/// </summary>
internal sealed class GatewayConfigValidator(IConfigValidator yarp) : IConfigValidator
{
    public async ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route)
    {
        var problems = new List<Exception>();
        if (!IsAllowed(route.AuthorizationPolicy, "anonymous"))
        {
            problems.Add(new NotSupportedException(
                $"AuthorizationPolicy '{route.AuthorizationPolicy}' must be 'anonymous' or left out: this program has no authentication scheme; the library in an application of your own has yours"));
            route = route with { AuthorizationPolicy = null };
        }

        if (!IsAllowed(route.RateLimiterPolicy, "disable"))
        {
            problems.Add(new NotSupportedException(
                $"RateLimiterPolicy '{route.RateLimiterPolicy}' must be 'disable' or left out: this program has no rate limiter; the library in an application of your own has yours"));
            route = route with { RateLimiterPolicy = null };
        }

        return [.. problems, .. await yarp.ValidateRouteAsync(route)];
    }

    public ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster) => yarp.ValidateClusterAsync(cluster);

    // YARP itself takes an empty text as none, and compares without regard to case.
    private static bool IsAllowed(string? policy, string allowed) => string.IsNullOrEmpty(policy) || policy.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
