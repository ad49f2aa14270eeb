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
    private static readonly TimeSpan _firstPollWait = TimeSpan.FromSeconds(3);

    /// <summary>Each round learns names from one Vary header or finds the resource just over; a site that needs more is not consistent.</summary>
    private const int Rounds = 4;

    public async Task<Attachment> AttachAsync(HttpContext context, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address)
    {
        PollOutcome.Ended varies = new(EndKind.Varies, "the resource ended again and again while this stream was opened");
        for (var round = 0; round < Rounds; round++)
        {
            var request = requests.Of(context, route);
            if (request.WhyNotWatchable is { } why) return NotWatchable(why);
            if (table.EndOf(request.Key) is { } ended) return new Attachment.Over(ended);
            var resource = table.FindOrStart(request, route, settings, upstream, address, out var refusal);
            if (resource is null) return new Attachment.Refused(refusal ?? Refusal.Reloaded);
            if (!resource.Lifeline.TryAttach(settings.Limits.SessionsPerResource, out var isFull))
            {
                if (isFull) return new Attachment.Refused(Refusal.SessionsOfResourceFull(settings.Limits.SessionsPerResource));
                // Over, and about to be taken out by whoever ended it. Waiting for that would use up the rounds.
                table.Remove(resource);
                continue;
            }

            var attachment = await AdmitAsync(resource, context.RequestAborted);
            if (attachment is not Attachment.Over { End: { Kind: EndKind.Varies } end }) return attachment;
            if (end.VaryNames is { } names && !Learn(resource, names))
                return NotWatchable("the site's Vary names more request headers than can be told apart");
            varies = end;
        }

        return new Attachment.Over(varies);
    }

    /// <summary>Next time, the key holds the names that the site's Vary has just told.</summary>
    /// <returns>False when there are too many of them.</returns>
    public bool Learn(WatchedResource resource, IReadOnlyList<string> names)
    {
        // Another request may have learned them meanwhile: what counts is that the next key holds them.
        vary.Learn(resource.Route.Id, resource.Key.Path, names);
        return !names.Except(vary.NamesFor(resource.Route.Id, resource.Key.Path), StringComparer.Ordinal).Any();
    }

    /// <summary>Whoever is not admitted is not attached any more, also one who leaves while waiting.</summary>
    private async Task<Attachment> AdmitAsync(WatchedResource resource, CancellationToken left)
    {
        Attachment? attachment = null;
        try
        {
            return attachment = await FirstStateAsync(resource, left);
        }
        finally
        {
            if (attachment is not Attachment.To) resource.Lifeline.Detach();
        }
    }

    private async Task<Attachment> FirstStateAsync(WatchedResource resource, CancellationToken left)
    {
        try
        {
            if (resource is { IsCurrent: false, IsResting: false }) await resource.CheckAsync().WaitAsync(_firstPollWait, time, left);
        }
        catch (TimeoutException)
        {
            resource.TellWaiting();
        }

        return resource.Ended is { } ended ? new Attachment.Over(ended) : new Attachment.To(resource);
    }

    private static Attachment.Over NotWatchable(string reason) => new(new(EndKind.NotWatchable, reason));
}
