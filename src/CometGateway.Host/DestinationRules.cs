using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>YARP takes any text for an address and fails when the first request comes.</summary>
internal static class DestinationRules
{
    public static IEnumerable<ConfigurationProblem> ProblemsOf(ClusterConfig cluster)
    {
        var key = $"Clusters:{cluster.ClusterId}:Destinations";
        if (cluster.Destinations is not { Count: > 0 } destinations)
            return [new(key, null, "must hold at least one destination like { \"a\": { \"Address\": \"http://legacy:8080/\" } }")];
        return destinations
            // YARP's own validator speaks of those that are empty.
            .Where(destination => !string.IsNullOrEmpty(destination.Value.Address) && !IsUsable(destination.Value.Address))
            .Select(destination => new ConfigurationProblem($"{key}:{destination.Key}:Address", Shown(destination.Value.Address), "must be an http or https URL like http://legacy:8080/"));
    }

    private static bool IsUsable(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (url.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.Ordinal) || url.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.Ordinal));

    // Before an @ there may be a password.
    private static string? Shown(string address) => address.Contains('@', StringComparison.Ordinal) ? null : address;
}
