namespace CometGateway.Transports;

/// <summary>All wires there are, each at its own index.</summary>
internal static class Wires
{
    public static IReadOnlyList<IWire> All { get; } = [SseWire.Instance, LineWire.Instance, IframeWire.Instance, DeltaWire.Instance, BraidWire.Instance, SlotWire.Instance];
}
