using System.Text.RegularExpressions;
using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Host;

/// <summary>Routes between which ASP.NET's routing cannot choose: it throws for every request that both match, which is answered 500.</summary>
internal static partial class SameMatches
{
    public static IEnumerable<ConfigurationProblem> In(IEnumerable<RouteConfig> routes)
    {
        foreach (var alike in routes.GroupBy(route => (Path(route.Match.Path), route.Order ?? 0)))
        {
            var earlier = new List<RouteConfig>();
            foreach (var route in alike)
            {
                if (earlier.Find(other => AreSame(route.Match, other.Match)) is { } same)
                    yield return new($"Routes:{route.RouteId}:Match", null, $"says the same as Routes:{same.RouteId}:Match, with the same Order: what both match is answered 500; take one of them away, or give it an Order of its own");
                earlier.Add(route);
            }
        }
    }

    private static bool AreSame(RouteMatch one, RouteMatch other) =>
        Meet(one.Methods, other.Methods) && Meet(one.Hosts, other.Hosts)
        && AreEqual(one.Headers, other.Headers, header => header.Name) && AreEqual(one.QueryParameters, other.QueryParameters, parameter => parameter.Name);

    // A route that names some goes before one that names none; between two that name the same one there is no choice.
    private static bool Meet(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        (one ?? []).Intersect(other ?? [], StringComparer.OrdinalIgnoreCase).Any() || (one is not { Count: > 0 } && other is not { Count: > 0 });

    private static bool AreEqual<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other, Func<T, string> name) =>
        (one ?? []).OrderBy(name, StringComparer.OrdinalIgnoreCase).SequenceEqual((other ?? []).OrderBy(name, StringComparer.OrdinalIgnoreCase));

    // YARP takes a route without a path for one of every path. How parameters are called makes no difference.
    private static string Path(string? path) => string.Join('/', ParameterName.Replace(path ?? "{**rest}", "").Trim('/').Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? part : part.ToUpperInvariant()));

    [GeneratedRegex(@"(?<=\{\**)[^*{}:?=]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName { get; }
}
