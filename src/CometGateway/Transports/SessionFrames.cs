using System.Buffers;
using CometGateway.Codings;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>What a connection says besides its resources.</summary>
/// <param name="Opening">What the client reads first.</param>
/// <param name="KeepAlive">After a silence.</param>
/// <param name="Farewell">When the node is drained: the client will be sent away soon.</param>
/// <param name="Closing">The last events.</param>
internal sealed record SessionFrames(Frame Opening, Frame KeepAlive, Frame Farewell, Frame Closing)
{
    private static readonly ResourceStatus _draining = new(ResourceState.Draining, "this connection is being moved");

    // By framing, of which the form does not matter, and by whether keepalives are seen.
    private static readonly SessionFrames[][] _later =
        [.. Framing.All.Select(framing => new[] { LaterOf(framing.Wire, framing.Coding, isSeen: false), LaterOf(framing.Wire, framing.Coding, isSeen: true) })];

    private readonly SessionFrames? _rest;

    /// <summary>The same without the opening, which is needed once; one for all connections of a kind.</summary>
    public SessionFrames Later => _rest ?? this;

    /// <param name="isSeen">Keepalives that page code can see. One is then sent at once: it shows that nothing on the path holds bytes back.</param>
    public static SessionFrames Of(IWire wire, StreamCoding? coding, TimeSpan retry, bool isSeen)
    {
        var later = _later[Framing.Of(wire, default, coding).Index][isSeen ? 1 : 0];
        var opening = wire.Opening(retry);
        return new(later, Framed(wire, coding, isSeen ? [.. opening, .. wire.KeepAlive(isSeen)] : opening));
    }

    /// <summary>A few bytes, which no coding would shorten.</summary>
    public static Frame Framed(IWire wire, StreamCoding? coding, byte[] bytes)
    {
        var frame = wire.IsDressed ? Frame.OfLines(bytes) : Frame.Of(bytes);
        return coding is null ? frame : frame.In(coding, isCompressed: false);
    }

    private static SessionFrames LaterOf(IWire wire, StreamCoding? coding, bool isSeen) => new(
        Frame.Empty, Framed(wire, coding, wire.KeepAlive(isSeen)), Framed(wire, coding, wire.Status(_draining)), Framed(wire, coding, wire.Closing));

    private SessionFrames(SessionFrames later, Frame opening)
        : this(later) => (_rest, Opening) = (later, opening);
}
