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
        await places.StayAsync(context, async (settings, address) => isAnswered = await TryAnswerAsync(context, route, settings, upstream, address, wish, wishes));
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
            var has = resource.Broadcast.View.Current?.Version ?? default;
            // A site that is down, or a state that a write has made doubtful, is not hidden behind a wait.
            if (resource.IsResting || !resource.IsCurrentFor(cameAt) || resource.Stored is not { } stored || !IsFor(context, resource, stored)) return false;
            if (wish.Wait > TimeSpan.Zero && SnapshotAnswer.IsUnchanged(context.Request, stored.Snapshot))
            {
                await HoldAsync(context, resource, has, wish);
                // What the site answers by now, a 404 perhaps, is the site's to say.
                if (!await IsCurrentAsync(resource, context.RequestAborted)) return context.RequestAborted.IsCancellationRequested;
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

    private Task<SessionEnd> HoldAsync(HttpContext context, WatchedResource resource, Core.Snapshots.Version has, HoldWish wish)
    {
        StreamResponse.NeverTimeOut(context);
        StreamResponse.NotTimed(context);
        var held = new HeldPoll(new(resource.Broadcast, has, framing: null), (long)wish.Wait.TotalMilliseconds);
        return runner.RunAsync(DeltaWire.Instance.Name, held, context.RequestAborted);
    }

    /// <summary>A state that is old only because the next poll is due or under way is not doubtful: that poll is waited for, and no other is sent.</summary>
    private async Task<bool> IsCurrentAsync(WatchedResource resource, CancellationToken left)
    {
        var now = time.GetUtcNow();
        try
        {
            if (resource is { Ended: null, IsResting: false } && !resource.IsCurrentFor(now)) await resource.CheckAsync().WaitAsync(resource.Route.Policy.Poll.Timeout, time, left);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException)
        {
            // The site is silent, or the client has gone: the state is not current then.
        }

        return resource.Ended is null && resource.IsCurrentFor(now) && !left.IsCancellationRequested;
    }

    private static bool IsFor(HttpContext context, WatchedResource resource, StoredAnswer stored) =>
        StoredSelection.IsFor(context.Request, resource.Key, stored.Headers);

    private async Task<bool> WriteAsync(HttpContext context, WatchedResource resource, StoredAnswer stored, HoldWish wish)
    {
        if (wish.IsAsked) context.Response.Headers["Preference-Applied"] = FormattableString.Invariant($"wait={(long)wish.Wait.TotalSeconds}");
        if (wish.Delta is { } form && DeltaAnswer.Of(context.Request, resource, stored, form) is { } delta)
            await delta.WriteAsync(context, metrics);
        else
            await SnapshotAnswer.WriteAsync(context, stored, time.GetUtcNow(), metrics);
        return true;
    }
}
