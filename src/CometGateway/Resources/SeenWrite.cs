using CometGateway.Configuration;

namespace CometGateway.Resources;

/// <summary>One successful write. It is looked at when its answer begins and again when it is done; which routes it wakes is found out once.</summary>
internal sealed class SeenWrite(WrittenPaths written, CometRouteTable routes)
{
    private HashSet<string>? _wokenRoutes;

    // The query is left aside: a write to /chat?room=1 wakes /chat?since=7 too, which costs a poll and never a missed change.
    public bool Touches(WatchedResource resource) => written.Contains(resource.Key.Path) || (_wokenRoutes ??= WokenRoutes()).Contains(resource.Route.Id);

    private HashSet<string> WokenRoutes() => routes.Routes.Values
        .Where(route => PolicyPatterns.Of(route.Policy).WakeOn.Any(pattern => pattern.Matches(written.Target)))
        .Select(route => route.Id)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
