using CometGateway.Core.Http;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>
/// Which node answered a resource's last poll. The nodes of one cluster often make different ETags for the same content, so a
/// poll that changes node gets a full 200 where the same node would have said 304.
/// Not thread-safe: a resource has one poll in flight.
/// </summary>
internal sealed class StickyDestination
{
    private string? _destinationId;

    /// <summary>The last node alone while it is available, else all of them, for the load balancer to choose from.</summary>
    public IReadOnlyList<DestinationState> Narrow(IReadOnlyList<DestinationState> available)
    {
        if (_destinationId is null) return available;
        foreach (var destination in available)
        {
            // DestinationState is itself a list of one.
            if (string.Equals(destination.DestinationId, _destinationId, StringComparison.OrdinalIgnoreCase)) return destination;
        }

        return available;
    }

    /// <summary>A node that fails is let go at once: the next poll may find a better one, whether or not health checks are on.</summary>
    public void Remember(DestinationState? destination, PollAnswer answer) =>
        _destinationId = answer.Fault is null && answer.Status < 500 ? destination?.DestinationId : null;
}
