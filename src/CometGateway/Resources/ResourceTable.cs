using System.Collections.Concurrent;
using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Upstream;

namespace CometGateway.Resources;

/// <summary>All resources that are being watched, by key.</summary>
internal sealed class ResourceTable : IDisposable
{
    /// <summary>An operator who mends the site's headers sees it soon; until then every plain GET is spared a poll that is of no use to it.</summary>
    private static readonly TimeSpan _notWatchableFor = TimeSpan.FromSeconds(30);

    /// <summary>Enough to hold off a herd that comes back together; a page that is made now is not missed for long.</summary>
    private static readonly TimeSpan _goneFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ResourceKey, WatchedResource> _resources = [];
    private readonly AddressCounter _addresses = new();
    private readonly Lock _starting = new();
    private readonly ResourceServices _services;
    private readonly CometRoutes _routes;
    private ResourceLot _lot;
    private long _parkedNotBefore;

    public ResourceTable(ResourceServices services, CometRoutes routes)
    {
        (_services, _routes) = (services, routes);
        _lot = new(routes.Current.Settings.History, services.Time);
        routes.OnChanged(OnConfigurationChanged);
    }

    public IEnumerable<WatchedResource> All => _resources.Select(entry => entry.Value);

    public WatchedResource? Find(ResourceKey key) => _resources.GetValueOrDefault(key);

    /// <summary>What is remembered of a resource that could not be watched a moment ago.</summary>
    public PollOutcome.Ended? EndOf(ResourceKey key) => _lot.EndOf(key);

    /// <summary>
    /// Finds the resource or starts it. Null with a refusal when the limits forbid another one, and without one when the request holds a route of before a
    /// reload: a resource made by it would outlive its settings, and its key was made by the old ones.
    /// </summary>
    public WatchedResource? FindOrStart(ResourceRequest request, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address, out Refusal? refusal)
    {
        refusal = null;
        if (_resources.TryGetValue(request.Key, out var found)) return found;
        lock (_starting)
        {
            if (_resources.TryGetValue(request.Key, out found)) return found;
            if (!IsLive(route)) return null;
            settings = _routes.Current.Settings;
            if (_resources.Count >= settings.Limits.Resources)
            {
                refusal = Refusal.ResourcesFull(settings.Limits.Resources);
                return null;
            }

            if (!_addresses.TryAdd(address, settings.Limits.ResourcesPerAddress))
            {
                refusal = Refusal.ResourcesOfAddressFull(settings.Limits.ResourcesPerAddress);
                return null;
            }

            var resource = new WatchedResource(request, route, settings, upstream, _services, address, Remove);
            if (_lot.Take(request.Key) is { } parked) resource.Restore(parked, new(Volatile.Read(ref _parkedNotBefore), TimeSpan.Zero));
            if (_lot.RestOf(request.Key) is { } rest) resource.Rest(rest);
            _services.Identities.Watch(request.Key.Audience, route.Policy.IdentityCookies, request.IsReturn);
            _resources[request.Key] = resource;
            _services.Metrics.ResourceStarted();
            return resource;
        }
    }

    /// <summary>
    /// A write or a refresh came while nobody watched what it changed. What is parked cannot be found by path, so all of it is asked about
    /// once more before it is shown as current; mostly a 304.
    /// </summary>
    public void InvalidateParked() => Volatile.Write(ref _parkedNotBefore, _services.Time.GetUtcNow().UtcTicks);

    /// <summary>
    /// What could not be watched at this path is tried again. Not after every write: with many of them, every plain GET of such a page would wait for a poll that is of no use to it.
    /// </summary>
    public void ForgetEndsAt(string path) => _lot.ForgetEndsAt(path, _notWatchableFor);

    /// <summary>Takes out a resource that is over. Whoever finds it so may call; the first call counts.</summary>
    public void Remove(WatchedResource resource)
    {
        if (!_resources.TryRemove(new(resource.Key, resource))) return;
        resource.Dispose();
        _addresses.Remove(resource.StartedBy);
        _services.Identities.Unwatch(resource.Key.Audience, resource.Route.Policy.IdentityCookies);
        _services.Metrics.ResourceStopped();
        if (resource.IsResting) _lot.RememberRest(resource.Key, resource.RestLeft);
        switch (resource.Ended)
        {
            // One of a configuration that has just been replaced was kept by rules that may not hold any more.
            case null when IsLive(resource.Route) && resource.Park() is { } parked:
                _lot.Park(resource.Key, parked);
                break;
            case { Kind: EndKind.NotWatchable or EndKind.TooLarge } ended:
                _lot.RememberEnd(resource.Key, ended, resource.EndedAt, _notWatchableFor);
                break;
            // A user's own is not remembered: the next request may come with the login that was missing.
            case { Kind: EndKind.Gone or EndKind.Moved or EndKind.Unauthorized } ended
                when ended.Kind != EndKind.Unauthorized || !resource.Key.Audience.IsCredential:
                _lot.RememberEnd(resource.Key, ended, resource.EndedAt, _goneFor);
                break;
        }
    }

    private bool IsLive(CometRoute route) => _routes.Current.Routes.TryGetValue(route.Id, out var live) && live.Equals(route);

    public void Dispose()
    {
        foreach (var resource in All) resource.Dispose();
        // A linger timer that fires after this finds its resource gone and parks nothing.
        _resources.Clear();
        _lot.Dispose();
    }

    /// <summary>Only the resources of routes that changed end; their sessions are told and come back to the new settings.</summary>
    private void OnConfigurationChanged(CometRouteTable previous, CometRouteTable current)
    {
        var changed = previous.EndedBy(current);
        // What is parked was kept by the old rules, and the first load sets the lot's bounds.
        // Not disposed: a resource that ends at this moment may still be parking in it.
        Interlocked.Exchange(ref _lot, new(current.Settings.History, _services.Time));
        WatchedResource[] over;
        lock (_starting) over = [.. All.Where(r => changed.Contains(r.Route.Id))];
        foreach (var resource in over)
        {
            resource.Broadcast.Drain(Spread.WindowFor(resource.Lifeline.Subscribers, current.Settings.DrainTimeout));
            resource.Discard();
        }
    }
}
