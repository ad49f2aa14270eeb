using CometGateway.Core.Http;

namespace CometGateway.Upstream;

/// <summary>The port through which a resource is polled. The real one is a trip through YARP's own pipeline.</summary>
internal interface IUpstream
{
    /// <summary>Sends one GET. Never throws for what the site does: a fault is part of the answer.</summary>
    /// <param name="sticky">The resource's own; one per resource, kept between its polls.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="stopping"/> is cancelled.</exception>
    ValueTask<PollAnswer> PollAsync(string routeId, PollRequest request, UpstreamLimits limits, StickyDestination sticky, CancellationToken stopping);
}

/// <param name="Timeout">The whole poll, headers and body.</param>
/// <param name="MaxBodyBytes">Bytes on the wire, before decoding.</param>
internal sealed record UpstreamLimits(TimeSpan Timeout, long MaxBodyBytes);
