using System.Collections.Frozen;

namespace CometGateway.Configuration;

/// <summary>One applied configuration, whole and immutable.</summary>
/// <param name="Routes">The watched routes by route id.</param>
/// <param name="Settings">The `Comet` section that they were resolved from.</param>
/// <param name="Number">Counts the configurations applied by this process; 0 before the first.</param>
internal sealed record CometRouteTable(FrozenDictionary<string, CometRoute> Routes, CometSettings Settings, int Number)
{
    public static CometRouteTable Empty { get; } = new(FrozenDictionary<string, CometRoute>.Empty, new(), 0);

    /// <summary>Ids of this table's routes that are gone from <paramref name="next"/> or differ there in route, cluster or policy; all where pages are kept by other bounds there.</summary>
    public FrozenSet<string> EndedBy(CometRouteTable next) =>
        Routes
            .Where(route => !KeepsAlike(next) || !next.Routes.TryGetValue(route.Key, out var other) || !route.Value.Equals(other))
            .Select(route => route.Key)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private bool KeepsAlike(CometRouteTable next) =>
        Settings.History == next.Settings.History
        && (Settings.Limits.MaxBodyBytes, Settings.Limits.MaxDeltaBytes) == (next.Settings.Limits.MaxBodyBytes, next.Settings.Limits.MaxDeltaBytes);
}
