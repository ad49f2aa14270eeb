using System.Net.Http.Headers;
using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Upstream;

namespace CometGateway.Routing;

/// <summary>
/// Answers the page's own polls from the snapshot. Whatever stands in the way of that, the request goes to the site as it would
/// without the gateway: nothing here answers an error of its own.
/// </summary>
internal sealed class PlainGetHandler(
    CometRoutes routes, ResourceTable table, ResourceFinder finder, ResourceRequests requests, TimeProvider time, CometMetrics metrics)
{
    /// <summary>A request that joined a poll goes to the site by itself when that poll takes longer.</summary>
    private static readonly TimeSpan JoinedWait = TimeSpan.FromSeconds(10);

    /// <summary>True when the request has been answered.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, CometRoute route, IUpstream upstream)
    {
        var wishes = Wishes(context.Request);
        if (wishes is { NoStore: true }) return false;
        var request = requests.Of(context, route);
        if (request.WhyNotWatchable is not null) return false;
        var resource = table.Find(request.Key) ?? Start(context, request, route, upstream);
        if (resource is null || !resource.Lifeline.TryHold()) return false;
        try
        {
            return await TryAnswerAsync(context, request, resource, wishes);
        }
        finally
        {
            resource.Lifeline.Release();
        }
    }

    private async Task<bool> TryAnswerAsync(HttpContext context, ResourceRequest request, WatchedResource resource, CacheControlHeaderValue? wishes)
    {
        var mustAsk = wishes is { NoCache: true } || wishes?.MaxAge == TimeSpan.Zero;
        var notBefore = mustAsk ? time.GetUtcNow() : DateTimeOffset.MinValue;
        if (mustAsk || !resource.IsCurrent)
        {
            // One user's misses are not shared with anybody, so there is nothing to collapse: the site answers this user itself.
            // A site that has its rest is not polled on top: it answers this one request as it would without the gateway.
            if (request.Key.Audience.IsCredential || resource.IsResting) return false;
            await JoinAsync(mustAsk ? resource.RevalidateAsync() : resource.CheckAsync(), context.RequestAborted);
        }

        if (resource.Ended?.VaryNames is { } names) finder.Learn(resource, names);
        if (resource.Ended is not null || !resource.IsCurrent || resource.Stored is not { } stored || stored.CheckedAt < notBefore) return false;
        var now = time.GetUtcNow();
        if (!mustAsk && wishes?.MaxAge is { } maxAge && stored.Freshness.AgeAt(now) > maxAge && stored.CheckedAt < now - maxAge) return false;
        await SnapshotAnswer.WriteAsync(context, stored, now, metrics);
        return true;
    }

    /// <summary>A resource of one user is started by a stream only: his plain GETs alone share nothing with anybody.</summary>
    private WatchedResource? Start(HttpContext context, ResourceRequest request, CometRoute route, IUpstream upstream)
    {
        if (request.Key.Audience.IsCredential || table.EndOf(request.Key) is not null) return null;
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        return table.FindOrStart(request, route, routes.Current.Settings, upstream, address, out _);
    }

    private async Task JoinAsync(Task poll, CancellationToken left)
    {
        try
        {
            await poll.WaitAsync(JoinedWait, time, left);
        }
        catch (TimeoutException)
        {
            // The state is then not current, and the caller proxies.
        }
    }

    private static CacheControlHeaderValue? Wishes(HttpRequest request)
    {
        if (request.Headers.CacheControl.Count == 0)
        {
            // Pragma counts only without Cache-Control (RFC 9111 §5.4).
            return request.Headers.Pragma.Contains("no-cache", StringComparer.OrdinalIgnoreCase) ? new() { NoCache = true } : null;
        }

        return CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var wishes) ? wishes : null;
    }
}
