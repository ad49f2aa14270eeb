using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Lifetime;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>
/// Travels as a feature of a request that the gateway makes for one URL of a connection with many. The request takes the way of any request for
/// that URL, through routing, authorisation and the proxy's pipeline, and ends at the middleware, which puts in the resource.
/// </summary>
/// <param name="Transport">The name of the transport that the connection uses.</param>
/// <param name="Since">The version that the client has by the connection's own id; none leaves it to the URL.</param>
/// <param name="Events">The form asked for the whole connection, or null.</param>
internal sealed record SlotRequest(string Transport, Version Since, EventForm? Events, CometSettings Settings, AddressKey Address)
{
    /// <summary>Null when the request did not come as far as the middleware.</summary>
    public SlotAnswer? Answer { get; set; }

    /// <summary>The endpoint through which the connection's own request for this very URL came, as a WebSocket of the page; else null.</summary>
    public Endpoint? CameBy { get; set; }

    /// <summary>A connection that comes back by itself, and so no sign of its user.</summary>
    public bool IsReturn => !Since.IsNone;
}

/// <summary>What became of one URL: a resource, to which the connection is then attached, or a refusal.</summary>
internal sealed record SlotAnswer(Attachment.To? Attached, StreamParameters? Parameters, Refusal? Refusal)
{
    public static SlotAnswer Refused(Refusal refusal) => new(null, null, refusal);
}
