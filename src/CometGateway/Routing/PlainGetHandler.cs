using CometGateway.Configuration;
using CometGateway.Core.Http;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Upstream;

namespace CometGateway.Routing;

/// <summary>
/// Answers the page's own polls from the snapshot. Whatever stands in the way of that, the request goes to the site as it would
/// without the gateway: nothing here answers an error of its own, unless the client wants the site not to be asked.
/// </summary>
internal sealed class PlainGetHandler(
    CometRoutes routes, ResourceTable table, ResourceFinder finder, ResourceRequests requests, TimeProvider time, CometMetrics metrics)
{
    /// <summary>
    /// A poll that has not been sent by then waits for others, and the site may have time for this request. One that was sent ends by itself at its policy's
    /// Timeout: those who joined it never leave it shortly before its end, only to ask a slow site once more.
    /// </summary>
    private static readonly TimeSpan _waitForTurn = TimeSpan.FromSeconds(1);

    private static readonly Refusal _notStored = new(
        504, "not_stored", "Nothing that may be used is stored", "The request says Cache-Control: only-if-cached. Without it, the site is asked.");

    /// <summary>
    /// The answer to a GET without wishes, where it is at hand: the one that <see cref="TryAnswerAsync(HttpContext, CometRoute, IUpstream)"/> comes to as
    /// well, for less. False leaves it to that one.
    /// </summary>
    /// <param name="writing">Completes when it is written.</param>
    public bool TryAnswerAtHand(HttpContext context, CometRoute route, out Task writing)
    {
        writing = Task.CompletedTask;
        var request = context.Request;
        if (request.Headers.CacheControl.Count > 0 || request.Headers.Pragma.Count > 0 || ReservedQuery.IsIn(request.QueryString.Value)) return false;
        if (requests.KeyOf(request, route) is not { } key || table.Find(key) is not { } resource) return false;
        var now = time.GetUtcNow();
        if (resource.AtHand(now) is not { } stored || !StoredSelection.IsFor(request, key, stored.Headers) || !resource.Lifeline.TryTouch()) return false;
        writing = SnapshotAnswer.WriteAsync(context, stored, now, metrics);
        return true;
    }

    /// <summary>True when the request has been answered.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, CometRoute route, IUpstream upstream)
    {
        var wishes = Wishes(context.Request.Headers);
        if (await TryAnswerAsync(context, route, upstream, wishes)) return true;
        if (!wishes.OnlyIfCached) return false;
        await Problem.WriteAsync(context, _notStored);
        return true;
    }

    private async Task<bool> TryAnswerAsync(HttpContext context, CometRoute route, IUpstream upstream, CacheWishes wishes)
    {
        if (wishes.NoStore) return false;
        var request = requests.Of(context, route);
        if (request.WhyNotWatchable is not null) return false;
        var resource = table.Find(request.Key) ?? (wishes.OnlyIfCached ? null : Start(context, request, route, upstream));
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

    private async Task<bool> TryAnswerAsync(HttpContext context, ResourceRequest request, WatchedResource resource, CacheWishes wishes)
    {
        var cameAt = time.GetUtcNow();
        // Before any poll: one that this request cannot use is no help to the site.
        if (resource.Stored is { } known && !StoredSelection.IsFor(context.Request, request.Key, known.Headers)) return false;
        if (wishes.MustAsk || !resource.IsCurrent)
        {
            // One user's misses are not shared with anybody, so there is nothing to collapse: the site answers this user itself.
            // A site that has its rest is not polled on top: it answers this one request as it would without the gateway.
            if (wishes.OnlyIfCached || request.Key.Audience.IsCredential || resource.IsResting) return false;
            await JoinAsync(wishes.MustAsk ? resource.Revalidate() : resource.Check(), resource.Route.Policy.Poll.Timeout, context.RequestAborted);
        }

        if (resource.Ended?.VaryNames is { } names) finder.Learn(resource, names);
        if (resource.Ended is not null || !resource.IsCurrentFor(cameAt) || resource.Stored is not { } stored) return false;
        if (!StoredSelection.IsFor(context.Request, request.Key, stored.Headers)) return false;
        var now = time.GetUtcNow();
        // What the site was asked for since this request came is as young as the site itself could have answered it.
        if (stored.CheckedAt < cameAt && (wishes.MustAsk || !wishes.Allow(stored.Freshness, now))) return false;
        await SnapshotAnswer.WriteAsync(context, stored, now, metrics);
        return true;
    }

    /// <summary>A resource of one user is started by a stream only: his plain GETs alone share nothing with anybody.</summary>
    private WatchedResource? Start(HttpContext context, ResourceRequest request, CometRoute route, IUpstream upstream)
    {
        if (request.Key.Audience.IsCredential || table.EndOf(request.Key) is not null) return null;
        var address = AddressKey.Of(Peer.Address(context));
        return table.FindOrStart(request, route, routes.Current.Settings, upstream, address, out _);
    }

    /// <summary>Ends without the poll where that takes too long: the state is then not current, and the caller proxies.</summary>
    private async Task JoinAsync(PollRun? poll, TimeSpan timeout, CancellationToken left)
    {
        if (poll is null) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(left);
        var turn = Task.Delay(_waitForTurn, time, over.Token);
        var end = Task.Delay(timeout + _waitForTurn, time, over.Token);
        if (await Task.WhenAny(poll.Done, turn) == turn && poll.StartedAt is not null) await Task.WhenAny(poll.Done, end);
        await over.CancelAsync();
        left.ThrowIfCancellationRequested();
    }

    private static CacheWishes Wishes(IHeaderDictionary headers) =>
        CacheWishes.Of(headers.CacheControl.Count == 0 ? null : headers.CacheControl.ToString(), headers.Pragma.Count == 0 ? null : headers.Pragma.ToString());
}
