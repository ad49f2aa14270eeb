using CometGateway.Core.Deltas;

namespace CometGateway.Transports;

/// <summary>In which bytes a client is told of changes. A change is encoded once for each framing.</summary>
internal readonly record struct Framing(IWire Wire, EventForm Form)
{
    /// <summary>How many framings there are; their indexes begin at 0.</summary>
    public static int Count { get; } = Wires.All.Count * EventFormWords.Count;

    public int Index => (Wire.Index * EventFormWords.Count) + (int)Form;

    public static Framing At(int index) => new(Wires.All[index / EventFormWords.Count], (EventForm)(index % EventFormWords.Count));
}
