using CometGateway.Codings;
using CometGateway.Core.Deltas;

namespace CometGateway.Transports;

/// <summary>In which bytes a client is told of changes. A change is put into bytes once for each framing; there is one object for each.</summary>
internal sealed class Framing
{
    /// <summary>None is one of them.</summary>
    private static readonly int _codings = StreamCodings.All.Count + 1;

    private static readonly Framing[] _all = [.. Enumerable.Range(0, Wires.All.Count * EventFormWords.Count * _codings).Select(index => new Framing(index))];

    private Framing(int index)
    {
        Index = index;
        var (rest, coding) = Math.DivRem(index, _codings);
        (Wire, Form) = (Wires.All[rest / EventFormWords.Count], (EventForm)(rest % EventFormWords.Count));
        Coding = StreamCodings.All.FirstOrDefault(known => known.Index == coding);
    }

    /// <summary>All there are, each at its own index.</summary>
    public static IReadOnlyList<Framing> All => _all;

    public int Index { get; }

    public IWire Wire { get; }

    public EventForm Form { get; }

    /// <summary>Null for none.</summary>
    public StreamCoding? Coding { get; }

    /// <summary>The same without a coding.</summary>
    public Framing Plain => _all[Index - (Coding?.Index ?? 0)];

    public static Framing Of(IWire wire, EventForm form, StreamCoding? coding = null) =>
        _all[(((wire.Index * EventFormWords.Count) + (int)form) * _codings) + (coding?.Index ?? 0)];
}
