using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Upstream;

namespace CometGateway.Routing;

/// <summary>From a request to its resource, learning on the way which request headers the site varies by.</summary>
internal sealed class ResourceFinder(ResourceTable table, ResourceRequests requests, VaryMemory vary, TimeProvider time)
{
    /// <summary>
    /// A stream does not wait longer than this for the first poll: it then opens with the status "stale" and goes on waiting there,
    /// as an EventSource that is kept waiting for its headers looks dead to the page.
    /// </summary>
    private static readonly TimeSpan FirstPollWait = TimeSpan.FromSeconds(3);

    /// <summary>Each round learns names from one Vary header or finds the resource just over; a site that needs more is not consistent.</summary>
    private const int Rounds = 4;

    public async Task<(WatchedResource? Resource, PollOutcome.Ended? Ended, Refusal? Refusal)> AttachAsync(
        HttpContext context, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address)
    {
        PollOutcome.Ended? ended = null;
        for (var round = 0; round < Rounds; round++)
        {
            var request = requests.Of(context, route);
            if (request.WhyNotWatchable is { } why) return (null, new(EndKind.NotWatchable, why), null);
            ended = table.EndOf(request.Key);
            if (ended is not null) return (null, ended, null);
            var resource = table.FindOrStart(request, route, settings, upstream, address, out var refusal);
            if (resource is null) return (null, null, refusal);
            if (!resource.Lifeline.TryAttach())
            {
                // Over, and about to be taken out by whoever ended it. Waiting for that would use up the rounds.
                table.Remove(resource);
                continue;
            }

            (ended, refusal) = await AdmitAsync(resource, settings, context.RequestAborted);
            if (ended is null && refusal is null) return (resource, null, null);
            resource.Lifeline.Detach();
            if (ended is not { Kind: EndKind.Varies }) return (null, ended, refusal);
            if (ended.VaryNames is { } names && !Learn(resource, names))
                return (null, new(EndKind.NotWatchable, "the site's Vary names more request headers than can be told apart"), null);
        }

        return (null, ended ?? new(EndKind.Varies, "the resource ended again and again while this stream was opened"), null);
    }

    /// <summary>Next time, the key holds the names that the site's Vary has just told.</summary>
    /// <returns>False when there are too many of them.</returns>
    public bool Learn(WatchedResource resource, IReadOnlyList<string> names)
    {
        // Another request may have learned them meanwhile: what counts is that the next key holds them.
        vary.Learn(resource.Route.Id, resource.Key.Path, names);
        return !names.Except(vary.NamesFor(resource.Route.Id, resource.Key.Path), StringComparer.Ordinal).Any();
    }

    private async Task<(PollOutcome.Ended? Ended, Refusal? Refusal)> AdmitAsync(WatchedResource resource, CometSettings settings, CancellationToken left)
    {
        var limit = settings.Limits.SessionsPerResource;
        if (resource.Lifeline.Subscribers > limit) return (null, Refusal.SessionsOfResourceFull(limit));
        try
        {
            if (resource is { IsCurrent: false, IsResting: false }) await resource.CheckAsync().WaitAsync(FirstPollWait, time, left);
        }
        catch (TimeoutException)
        {
            resource.TellWaiting();
        }
        catch (OperationCanceledException)
        {
            resource.Lifeline.Detach();
            throw;
        }

        if (resource.Ended is { } ended) return (ended, null);
        return resource.Stored is { Snapshot.Text: null } ? (new(EndKind.NotWatchable, "the page is not text"), null) : (null, null);
    }
}
