using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>
/// The frames that all sessions of a resource share, and the events that they are made of: a state or change is encoded at most once for each form,
/// whatever the wires, and put into bytes once for each framing.
/// </summary>
/// <param name="maxBytes">
/// Greatest sum of the frames and events kept; what was made last is kept whatever its size, and the view of the newest state holds on to those in use.
/// </param>
internal sealed class SharedFrames(FrameEncoder encoder, long maxBytes)
{
    /// <summary>Bodies of this size are compared, or compressed, in less than a millisecond: that is done where it is needed.</summary>
    private const int QuicklyMade = 64 * 1024;

    private readonly MadeOnce _kept = new(maxBytes);

    /// <summary>Bytes of all frames and events kept.</summary>
    public long Bytes => _kept.Bytes;

    public Frame Whole(Snapshot state, Framing framing) => Shared(
        new(FrameKind.Whole, Version.None, state.Version, framing),
        () => framing.Coding is { } coding ? encoder.Coded(Whole(state, framing.Plain), coding) : encoder.Framed(Encode(state, framing.Form), framing))!;

    /// <summary>The frame that leads from <paramref name="has"/> to the newest state: a delta, deltas one behind the other, or the whole.</summary>
    public Frame Owed(ResourceHistory history, Version has, Framing framing) =>
        _kept.Find<Frame>(new(FrameKind.Missed, has, history.Current!.Version, framing)) ?? Choose(history, has, framing);

    /// <summary>Whether <see cref="Owed"/> would not have to compare or compress large bodies first.</summary>
    public bool IsAtHand(ResourceHistory history, Version has, Framing framing)
    {
        var (changes, newest) = (history.Changes, history.Current!);
        if (newest.Body.Length <= QuicklyMade) return true;
        var at = framing.Form == EventForm.Snapshot ? -1 : IndexOf(changes, has);
        if (at < 0 && framing.Coding is null) return true;
        var key = at < 0 ? new FrameKey(FrameKind.Whole, Version.None, newest.Version, framing)
            : new(at == changes.Count - 2 ? FrameKind.Step : FrameKind.Missed, has, newest.Version, framing);
        return _kept.Has(key);
    }

    /// <summary>Forgets what nobody will be owed any more: what leads to an older state, but for the steps within the history.</summary>
    public void Retain(ResourceHistory history)
    {
        var (changes, newest) = (history.Changes, history.Current?.Version ?? Version.None);
        var steps = new HashSet<(Version, Version)>();
        for (var i = 1; i < changes.Count; i++) steps.Add((changes[i - 1].To.Version, changes[i].To.Version));
        _kept.Retain(key => key.Kind switch
        {
            FrameKind.Step => steps.Contains((key.From, key.To)),
            FrameKind.Events => key.To == newest || steps.Contains((key.From, key.To)),
            _ => key.To == newest,
        });
    }

    private Frame Choose(ResourceHistory history, Version has, Framing framing)
    {
        var (changes, newest) = (history.Changes, history.Current!);
        var at = IndexOf(changes, has);
        if (at < 0 || framing.Form == EventForm.Snapshot) return Whole(newest, framing);
        if (at == changes.Count - 2) return OrWhole(Step(changes[at].To, newest, framing), newest, framing);
        return Shared(new(FrameKind.Missed, has, newest.Version, framing), () =>
        {
            var direct = Direct(changes[at].To, newest, framing);
            var chain = framing.Wire.CanChain ? Chain(changes, at, framing, direct?.Length ?? int.MaxValue) : null;
            return OrWhole(chain ?? direct, newest, framing);
        })!;
    }

    /// <summary>Where it stands before the newest, or -1. It may stand there twice; from the later one it is the shorter way.</summary>
    private static int IndexOf(IReadOnlyList<Change> changes, Version version)
    {
        var at = changes.Count - 2;
        while (at >= 0 && changes[at].To.Version != version) at--;
        return at;
    }

    private Frame? Step(Snapshot from, Snapshot to, Framing framing) =>
        Shared(new(FrameKind.Step, from.Version, to.Version, framing), () => framing.Coding is { } coding
            ? Step(from, to, framing.Plain) is { } plain ? encoder.Coded(plain, coding) : null
            : Between(from, to, framing));

    /// <summary>Over several steps.</summary>
    private Frame? Direct(Snapshot from, Snapshot to, Framing framing)
    {
        var plain = Shared(new(FrameKind.Direct, from.Version, to.Version, framing.Plain), () => Between(from, to, framing.Plain));
        return plain is not null && framing.Coding is { } coding ? encoder.Coded(plain, coding) : plain;
    }

    private Frame? Between(Snapshot from, Snapshot to, Framing framing) => Encode(from, to, framing.Form) is { } change ? encoder.Framed(change, from, framing) : null;

    /// <summary>All the steps behind one another; null when one of them is sent whole, or when together they are not below <paramref name="limit"/>.</summary>
    private Frame? Chain(IReadOnlyList<Change> changes, int at, Framing framing, int limit)
    {
        var steps = new List<Frame>();
        var length = 0L;
        for (var i = at + 1; i < changes.Count; i++)
        {
            if (Step(changes[i - 1].To, changes[i].To, framing) is not { } step || (length += step.Length) >= limit) return null;
            steps.Add(step);
        }

        return Frame.Join(steps);
    }

    private Frame OrWhole(Frame? delta, Snapshot newest, Framing framing)
    {
        // The whole is hardly ever below this share of its text, and costs too much to be made for this comparison alone.
        if (delta is not null && delta.Length <= newest.Text!.Value.Length / (framing.Coding is null ? 2 : 8)) return delta;
        var whole = Whole(newest, framing);
        return delta is not null && delta.Length < whole.Length ? delta : whole;
    }

    private Frame? Shared(FrameKey key, Func<Frame?> make) => _kept.Get(key, make, static frame => frame.Length);

    private EncodedState Encode(Snapshot state, EventForm form) =>
        _kept.Get(FrameKey.OfEvents(Version.None, state.Version, form), () => encoder.Whole(state, form), static whole => whole.OwnBytes)!;

    private EncodedState? Encode(Snapshot from, Snapshot to, EventForm form) =>
        _kept.Get(FrameKey.OfEvents(from.Version, to.Version, form), () => encoder.Between(from, to, form), static change => change.OwnBytes);
}
