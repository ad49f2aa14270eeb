using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Configuration;

/// <summary>What a route must be to be watched, and what is worth a warning.</summary>
internal static class RouteRules
{
    public static IReadOnlyList<ConfigurationProblem> ProblemsOf(RouteConfig route, ClusterConfig? cluster, IEnumerable<string> clusters, string? policy, IReadOnlyDictionary<string, CometPolicy> policies)
    {
        var problems = new List<ConfigurationProblem>();
        // Null is what YARP makes of a value that is no text, such as a policy that is written in place.
        if (policy is null || !policies.ContainsKey(policy))
        {
            var known = policies.Count == 0 ? "there are none" : string.Join(", ", policies.Keys);
            problems.Add(new($"Routes:{route.RouteId}:Metadata:{CometRoute.MetadataKey}", policy, $"must be one of the names under Comet:Policies: {known}{NearestName.Question(policy, policies.Keys)}"));
        }

        // A stream is asked for with GET, and polls are GETs.
        if (route.Match.Methods is { Count: > 0 } methods && !methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase))
            problems.Add(new($"Routes:{route.RouteId}:Match:Methods", string.Join(", ", methods), "must contain GET where the route has a CometPolicy"));
        if (cluster is null)
            problems.Add(new($"Routes:{route.RouteId}:ClusterId", route.ClusterId, "must be the name of a cluster where the route has a CometPolicy" + NearestName.Question(route.ClusterId, clusters)));
        return problems;
    }

    public static IEnumerable<ConfigurationProblem> WarningsOf(IEnumerable<CometRoute> routes, IReadOnlySet<string> clusters, CometSettings settings, string section)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes)
        {
            used.Add(route.Policy.Name);
            if (WhyWithoutAffinity(route) is { } why)
                yield return new($"Clusters:{route.Cluster.ClusterId}:SessionAffinity:Enabled", "true", $"does nothing for the polls of route {route.Id}: {why}; without an affinity key they stay with one destination by themselves");
        }

        foreach (var name in settings.Policies.Keys.Where(name => !used.Contains(name)))
            yield return new($"{section}:{nameof(CometSettings.Policies)}:{name}", null, $"is used by no route; a route names its policy with \"Metadata\": {{ \"{CometRoute.MetadataKey}\": \"{name}\" }}");
        foreach (var name in settings.Origins.Keys.Where(name => !clusters.Contains(name)))
            yield return new($"{section}:{nameof(CometSettings.Origins)}:{name}", null, $"names no cluster; there are: {string.Join(", ", clusters)}");
    }

    // A poll for one user carries what identifies that user, so by default his affinity cookie too.
    private static string? WhyWithoutAffinity(CometRoute route)
    {
        if (route.Cluster.SessionAffinity is not { Enabled: true } affinity)
            return null;
        if (route.Policy.Audience is AudienceMode.Everyone)
            return "Audience Everyone polls without any cookie";
        var names = route.Policy.IdentityCookies;
        return names.Count > 0 && !names.Contains(affinity.AffinityKeyName, StringComparer.Ordinal)
            ? $"the policy's IdentityCookies do not name '{affinity.AffinityKeyName}'"
            : null;
    }
}
