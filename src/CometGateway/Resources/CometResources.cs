using CometGateway.Configuration;
using CometGateway.Routing;

namespace CometGateway.Resources;

internal sealed class CometResources(ResourceTable table, CometRoutes routes) : ICometResources
{
    public IReadOnlyList<CometResourceInfo> List() => [.. table.All.Select(Describe)];

    public int Refresh(string path)
    {
        var count = 0;
        foreach (var resource in table.All.Where(r => string.Equals(r.Key.Path, path, StringComparison.Ordinal)))
        {
            resource.Wake();
            count++;
        }

        return count;
    }

    /// <summary>A successful write at <paramref name="path"/>: wakes what lies there, and every resource whose policy's WakeOn names it.</summary>
    public void WakeAfterWrite(string path, string? location, string? contentLocation)
    {
        var woken = routes.Current.Routes.Values
            .Where(route => PolicyPatterns.Of(route.Policy).WakeOn.Any(pattern => pattern.Matches(path)))
            .Select(route => route.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var resource in table.All)
        {
            var own = resource.Key.Path;
            if (IsAt(own, path) || IsAt(own, location) || IsAt(own, contentLocation) || woken.Contains(resource.Route.Id)) resource.Wake();
        }
    }

    /// <summary>The user behind <paramref name="audience"/> is active again.</summary>
    public void Resume(AudienceKey audience)
    {
        foreach (var resource in table.All.Where(r => r.Key.Audience == audience)) resource.Resume();
    }

    // The query is left aside: a write to /chat?room=1 wakes /chat?since=7 too, which costs a poll and never a missed change.
    private static bool IsAt(string own, string? path) => string.Equals(own, path, StringComparison.Ordinal);

    private static CometResourceInfo Describe(WatchedResource resource)
    {
        var view = resource.Broadcast.View;
        return new(
            resource.Route.Id,
            resource.Key.Path,
            resource.Key.Audience.KindName,
            view.Status.State.ToString(),
            view.Status.Reason,
            resource.Lifeline.Subscribers,
            view.Current?.Version.ToString(),
            view.Current?.Body.Length ?? 0,
            view.Current?.ReceivedAt,
            resource.Stored?.CheckedAt);
    }
}
