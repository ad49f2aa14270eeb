using CometGateway.Configuration;

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

    /// <summary>The answer to a successful write is on its way to the client, who may ask again before it is all there.</summary>
    public void InvalidateAfterWrite(WrittenPaths written)
    {
        table.InvalidateParked();
        foreach (var resource in At(written)) resource.Invalidate();
    }

    /// <summary>A successful write is done: wakes what lies where it wrote, and every resource whose policy's WakeOn names its path.</summary>
    public void WakeAfterWrite(WrittenPaths written)
    {
        foreach (var resource in At(written)) resource.Wake();
    }

    /// <summary>The user behind <paramref name="audience"/> is active again.</summary>
    public void Resume(AudienceKey audience)
    {
        foreach (var resource in table.All.Where(r => r.Key.Audience == audience)) resource.Resume();
    }

    // The query is left aside: a write to /chat?room=1 wakes /chat?since=7 too, which costs a poll and never a missed change.
    private IEnumerable<WatchedResource> At(WrittenPaths written)
    {
        if (table.IsEmpty) return [];
        var woken = routes.Current.Routes.Values
            .Where(route => PolicyPatterns.Of(route.Policy).WakeOn.Any(pattern => pattern.Matches(written.Target)))
            .Select(route => route.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return table.All.Where(resource => written.Contains(resource.Key.Path) || woken.Contains(resource.Route.Id));
    }

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
