using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>What a connection says besides its resources.</summary>
/// <param name="Opening">What the client reads first.</param>
/// <param name="KeepAlive">After a silence.</param>
/// <param name="Farewell">When the node is drained: the client will be sent away soon.</param>
/// <param name="Closing">The last bytes.</param>
internal sealed record SessionFrames(byte[] Opening, byte[] KeepAlive, byte[] Farewell, byte[] Closing)
{
    private static readonly ResourceStatus _draining = new(ResourceState.Draining, "this connection is being moved");

    private static readonly SessionFrames[][] _later = [.. Wires.All.Select(wire => new[] { LaterOf(wire, isSeen: false), LaterOf(wire, isSeen: true) })];

    private readonly SessionFrames? _rest;

    /// <summary>The same without the opening, which is needed once; one for all connections of a kind.</summary>
    public SessionFrames Later => _rest ?? this;

    /// <param name="isSeen">Keepalives that page code can see. One is then sent at once: it shows that nothing on the path holds bytes back.</param>
    public static SessionFrames Of(IWire wire, TimeSpan retry, bool isSeen)
    {
        var later = _later[wire.Index][isSeen ? 1 : 0];
        var opening = wire.Opening(retry);
        return new(later, isSeen ? [.. opening, .. later.KeepAlive] : opening);
    }

    private static SessionFrames LaterOf(IWire wire, bool isSeen) => new([], wire.KeepAlive(isSeen), wire.Status(_draining), wire.Closing);

    private SessionFrames(SessionFrames later, byte[] opening)
        : this(later) => (_rest, Opening) = (later, opening);
}
