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

    private static readonly byte[][] _farewells = [.. Wires.All.Select(wire => wire.Status(_draining))];

    private static readonly byte[][][] _keepAlives = [.. Wires.All.Select(wire => new[] { wire.KeepAlive(isSeen: false), wire.KeepAlive(isSeen: true) })];

    /// <param name="isSeen">Keepalives that page code can see. One is then sent at once: it shows that nothing on the path holds bytes back.</param>
    public static SessionFrames Of(IWire wire, TimeSpan retry, bool isSeen)
    {
        var keepAlive = _keepAlives[wire.Index][isSeen ? 1 : 0];
        var opening = wire.Opening(retry);
        return new(isSeen ? [.. opening, .. keepAlive] : opening, keepAlive, _farewells[wire.Index], wire.Closing);
    }
}
