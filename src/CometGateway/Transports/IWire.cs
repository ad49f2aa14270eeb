using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// How a transport puts events into bytes. All that it makes are whole events, so that a connection may end after any frame, and
/// nothing of it depends on the client, so that all who listen in the same way share it.
/// </summary>
internal interface IWire
{
    /// <summary>Its place in <see cref="Wires.All"/>.</summary>
    int Index { get; }

    /// <summary>The transport's name in configuration and metrics.</summary>
    string Name { get; }

    string ContentType { get; }

    /// <summary>Whether frames one behind the other say what each says.</summary>
    bool CanChain { get; }

    /// <summary>Whether each connection puts something of its own in front of each line.</summary>
    bool IsDressed => false;

    /// <summary>The events of one state or change.</summary>
    /// <param name="state">The state that the client has after them.</param>
    /// <param name="from">The state that they start from; null for a whole state.</param>
    byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from);

    byte[] Status(ResourceStatus status);

    /// <summary>What is sent first.</summary>
    /// <param name="retry">How long to wait before coming back.</param>
    byte[] Opening(TimeSpan retry);

    /// <summary>What is sent after a silence.</summary>
    /// <param name="isSeen">In a form that page code can see.</param>
    byte[] KeepAlive(bool isSeen);

    /// <summary>Whether its streams may be in a content coding.</summary>
    bool CanBeCoded => false;

    /// <summary>What ends the connection; mostly nothing.</summary>
    byte[] Closing { get; }
}
