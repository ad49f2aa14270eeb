using CometGateway.Configuration;
using CometGateway.Core.Http;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using CometGateway.Upstream;

namespace CometGateway.Routing;

/// <summary>
/// Long polls: a conditional GET of a page that has not changed waits for the change, or until its time is over. Whatever stands in the way of
/// that, it is answered at once as any plain GET, since to wait is a preference and no condition.
/// </summary>
internal sealed class LongPollHandler(SessionPlaces places, ResourceFinder finder, SessionRunner runner, TimeProvider time, CometMetrics metrics)
{
    /// <summary>True when the request has been answered, or its client has left.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, CometRoute route, IUpstream upstream, HoldWish wish)
    {
        var wishes = CacheWishes.Of(context.Request.Headers.CacheControl, context.Request.Headers.Pragma);
        if (wishes.NoStore || wishes.OnlyIfCached) return false;
        // Browsers add no-cache or max-age=0 to a script's own conditional requests (Fetch, HTTP-network-or-cache fetch): from those who wait that is no
        // wish of their own, or no page could wait.
        var isAnswered = false;
        await places.StayAsync(context, async place => isAnswered = await TryAnswerAsync(context, route, place.Settings, upstream, place.Address, wish, wishes));
        return isAnswered || context.RequestAborted.IsCancellationRequested;
    }

    private async Task<bool> TryAnswerAsync(
        HttpContext context, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address, HoldWish wish, CacheWishes wishes)
    {
        var cameAt = time.GetUtcNow();
        if (await finder.AttachAsync(context, route, settings, upstream, address) is not Attachment.To(var resource)) return false;
        try
        {
            // Read before the stored answer, which is written first: a change between the two then ends the wait at once, and never too late.
            var has = resource.Broadcast.View.Page;
            // A site that is down, or a state that a write has made doubtful, is not hidden behind a wait.
            if (resource.IsResting || !resource.IsCurrentFor(cameAt) || resource.Stored is not { } stored || !IsFor(context, resource, stored)) return false;
            if (wish.Wait > TimeSpan.Zero && SnapshotAnswer.IsUnchanged(context.Request, stored.Snapshot))
            {
                await HoldAsync(context, resource, has, wish, cameAt);
                var endedAt = time.GetUtcNow();
                await CheckAsync(resource, context.RequestAborted);
                // What the site answers by now, a 404 perhaps, is the site's to say.
                if (context.RequestAborted.IsCancellationRequested || resource.Ended is not null || !resource.IsCurrentFor(endedAt)) return context.RequestAborted.IsCancellationRequested;
            }
            else if (stored.CheckedAt < cameAt && (wishes.MustAsk ? !wish.IsAsked : !wishes.Allow(stored.Freshness, time.GetUtcNow())))
            {
                return false;
            }

            return resource.Stored is { } newest && IsFor(context, resource, newest) && await WriteAsync(context, resource, newest, wish);
        }
        finally
        {
            resource.Lifeline.Detach();
        }
    }

    private async Task HoldAsync(HttpContext context, WatchedResource resource, Core.Snapshots.Version has, HoldWish wish, DateTimeOffset cameAt)
    {
        StreamResponse.NeverTimeOut(context);
        StreamResponse.NotTimed(context);
        var left = wish.Wait;
        while (left > TimeSpan.Zero)
        {
            var held = new HeldPoll(new(resource.Broadcast, has, framing: null), (long)left.TotalMilliseconds);
            var end = await runner.RunAsync(DeltaWire.Instance.Name, held, context.RequestAborted);
            // A client that was given a state before it was broadcast, and is back so soon, is woken by what it has: its wait goes on.
            if (end != SessionEnd.Answered || resource.Ended is not null || resource.Broadcast.View.Page is var newest && newest == has) return;
            if (resource.Stored is not { } stored || !SnapshotAnswer.IsUnchanged(context.Request, stored.Snapshot)) return;
            (has, left) = (newest, cameAt + wish.Wait - time.GetUtcNow());
        }
    }

    /// <summary>A wait may end while the poll that comes next is under way: its answer is waited for, as by a plain GET.</summary>
    private async Task CheckAsync(WatchedResource resource, CancellationToken left)
    {
        if (left.IsCancellationRequested || resource.Ended is not null || resource.IsCurrent || resource.IsResting) return;
        try
        {
            await resource.CheckAsync().WaitAsync(resource.Route.Policy.Poll.Timeout, time, left);
        }
        catch (TimeoutException)
        {
            // The state is then not current, and the request goes on to the site.
        }
    }

    private static bool IsFor(HttpContext context, WatchedResource resource, StoredAnswer stored) =>
        StoredSelection.IsFor(context.Request, resource.Key, stored.Headers);

    private async Task<bool> WriteAsync(HttpContext context, WatchedResource resource, StoredAnswer stored, HoldWish wish)
    {
        if (wish.IsAsked && HoldWish.IsConditional(context.Request)) context.Response.Headers["Preference-Applied"] = PreferredWait.Applied(wish.Wait);
        if (wish.Delta is { } form && DeltaAnswer.Of(context.Request, resource, stored, form) is { } delta)
            await delta.WriteAsync(context, metrics);
        else
            await SnapshotAnswer.WriteAsync(context, stored, time.GetUtcNow(), metrics);
        return true;
    }
}
