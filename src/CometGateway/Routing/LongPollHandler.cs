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
        // A fetch in which the page names an If-None-Match says no-cache by itself (Fetch Standard, HTTP-network-or-cache fetch): from those who
        // ask to wait it is no wish, or no page could ask so.
        var mustAsk = wishes.MustAsk && !(wishes.NoCache && wish.IsAsked);
        if (wishes.NoStore || mustAsk || wishes.OnlyIfCached) return false;
        var isAnswered = false;
        await places.StayAsync(context, async (settings, address) => isAnswered = await TryAnswerAsync(context, route, settings, upstream, address, wish));
        return isAnswered || context.RequestAborted.IsCancellationRequested;
    }

    private async Task<bool> TryAnswerAsync(
        HttpContext context, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address, HoldWish wish)
    {
        if (await finder.AttachAsync(context, route, settings, upstream, address) is not Attachment.To(var resource)) return false;
        try
        {
            // Read before the stored answer, which is written first: a change between the two then ends the wait at once, and never too late.
            var has = resource.Broadcast.View.Current?.Version ?? default;
            if (!IsFor(context, resource)) return false;
            if (wish.Wait > TimeSpan.Zero && (resource.Stored is not { } stored || SnapshotAnswer.IsUnchanged(context.Request, stored.Snapshot)))
            {
                StreamResponse.KeepOpen(context);
                var held = new HeldPoll(new(resource.Broadcast, has, framing: null), (long)wish.Wait.TotalMilliseconds);
                await runner.RunAsync(DeltaWire.Instance.Name, held, context.RequestAborted);
                // What the site answers by now, a 404 perhaps, is the site's to say.
                if (resource.Ended is not null || !IsFor(context, resource)) return false;
            }

            return resource.Stored is { } newest && await WriteAsync(context, resource, newest, wish);
        }
        finally
        {
            resource.Lifeline.Detach();
        }
    }

    private static bool IsFor(HttpContext context, WatchedResource resource) =>
        resource.Stored is not { } stored || StoredSelection.IsFor(context.Request, resource.Key, stored.Headers);

    private async Task<bool> WriteAsync(HttpContext context, WatchedResource resource, StoredAnswer stored, HoldWish wish)
    {
        if (context.RequestAborted.IsCancellationRequested) return true;
        if (wish.IsAsked) context.Response.Headers["Preference-Applied"] = FormattableString.Invariant($"wait={(long)wish.Wait.TotalSeconds}");
        if (wish.Delta is { } form && DeltaAnswer.Of(context.Request, resource, stored, form) is { } delta)
            await delta.WriteAsync(context, metrics);
        else
            await SnapshotAnswer.WriteAsync(context, stored, time.GetUtcNow(), metrics);
        return true;
    }
}
