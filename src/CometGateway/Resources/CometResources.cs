namespace CometGateway.Resources;

internal sealed class CometResources(ResourceTable table) : ICometResources
{
    public IReadOnlyList<CometResourceInfo> List() => [.. table.All.Select(Describe)];

    public int Refresh(string path)
    {
        table.InvalidateParked();
        table.ForgetEndsAt(path);
        var count = 0;
        foreach (var resource in table.All.Where(r => string.Equals(r.Key.Path, path, StringComparison.Ordinal)))
        {
            resource.Wake();
            count++;
        }

        return count;
    }

    /// <summary>The answer to a successful write is on its way to the client, who may ask again before it is all there.</summary>
    public void InvalidateAfter(SeenWrite write)
    {
        table.InvalidateParked();
        foreach (var resource in table.All.Where(write.Touches)) resource.Invalidate();
    }

    /// <summary>A successful write is done: wakes what lies where it wrote, and every resource whose policy's WakeOn names its path.</summary>
    public void WakeAfter(SeenWrite write)
    {
        foreach (var resource in table.All.Where(write.Touches)) resource.Wake();
    }

    /// <summary>The user behind <paramref name="audience"/> is active again.</summary>
    public void Resume(AudienceKey audience)
    {
        foreach (var resource in table.All.Where(r => r.Key.Audience == audience)) resource.Resume();
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
