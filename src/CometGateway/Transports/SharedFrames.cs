using CometGateway.Core.Deltas;
using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>
/// The frames that all sessions of a resource share, each made at most once: by whoever needs it first, while others who need
/// the same one wait. What is forgotten to keep within the bound can be made again.
/// </summary>
/// <param name="maxBytes">Greatest sum of the frames kept; the frame made last is kept whatever its size, and the view of the newest state holds on to those in use.</param>
internal sealed class SharedFrames(FrameEncoder encoder, long maxBytes)
{
    /// <summary>Bodies of this size are compared, or compressed, in less than a millisecond: that is done where it is needed.</summary>
    private const int QuicklyMade = 64 * 1024;

    private readonly Dictionary<FrameKey, Kept> _kept = [];
    private readonly Lock _keeping = new();
    private long _bytes;
    private long _made;

    /// <summary>Bytes of all frames kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_keeping) return _bytes;
        }
    }

    public Frame Whole(Snapshot state, Framing framing) => Shared(
        new(FrameKind.Whole, Version.None, state.Version, framing),
        () => framing.Coding is { } coding ? encoder.Coded(Whole(state, framing.Plain), coding) : encoder.Whole(state, framing))!;

    /// <summary>The frame that leads from <paramref name="has"/> to the newest state: a delta, deltas one behind the other, or the whole.</summary>
    public Frame Owed(ResourceHistory history, Version has, Framing framing) =>
        Find(new(FrameKind.Missed, has, history.Current!.Version, framing)) ?? Choose(history, has, framing);

    /// <summary>Whether <see cref="Owed"/> would not have to compare or compress large bodies first.</summary>
    public bool IsAtHand(ResourceHistory history, Version has, Framing framing)
    {
        var (changes, newest) = (history.Changes, history.Current!);
        if (newest.Body.Length <= QuicklyMade) return true;
        var at = framing.Form == EventForm.Snapshot ? -1 : IndexOf(changes, has);
        if (at < 0 && framing.Coding is null) return true;
        var key = at < 0 ? new FrameKey(FrameKind.Whole, Version.None, newest.Version, framing)
            : new(at == changes.Count - 2 ? FrameKind.Step : FrameKind.Missed, has, newest.Version, framing);
        lock (_keeping) return _kept.TryGetValue(key, out var kept) && kept.Frame.IsValueCreated;
    }

    /// <summary>Forgets what nobody will be owed any more: what leads to an older state, but for the steps within the history.</summary>
    public void Retain(ResourceHistory history)
    {
        var (changes, newest) = (history.Changes, history.Current?.Version ?? Version.None);
        var steps = new HashSet<(Version, Version)>();
        for (var i = 1; i < changes.Count; i++) steps.Add((changes[i - 1].To.Version, changes[i].To.Version));
        lock (_keeping)
        {
            foreach (var key in _kept.Keys)
            {
                if (!(key.Kind == FrameKind.Step ? steps.Contains((key.From, key.To)) : key.To == newest)) Forget(key);
            }
        }
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
            : encoder.Between(from, to, framing));

    /// <summary>Over several steps.</summary>
    private Frame? Direct(Snapshot from, Snapshot to, Framing framing)
    {
        var plain = Shared(new(FrameKind.Direct, from.Version, to.Version, framing.Plain), () => encoder.Between(from, to, framing.Plain));
        return plain is not null && framing.Coding is { } coding ? encoder.Coded(plain, coding) : plain;
    }

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

    private Frame? Find(FrameKey key)
    {
        Kept? kept;
        lock (_keeping) _kept.TryGetValue(key, out kept);
        return kept?.Frame.Value;
    }

    private Frame? Shared(FrameKey key, Func<Frame?> make)
    {
        Kept? kept;
        lock (_keeping)
        {
            if (!_kept.TryGetValue(key, out kept)) _kept.Add(key, kept = new(() => Counted(key, make())));
        }

        try
        {
            // Not under the lock of all frames, as it may take a while.
            return kept.Frame.Value;
        }
        catch (Exception)
        {
            // No memory for it, perhaps: the next who asks tries again.
            lock (_keeping) Forget(key);
            throw;
        }
    }

    private Frame? Counted(FrameKey key, Frame? frame)
    {
        lock (_keeping)
        {
            // Forgotten while it was made: those who wait for it are its last readers.
            if (frame is null || !_kept.TryGetValue(key, out var kept)) return frame;
            _bytes += frame.Length - kept.Bytes;
            (kept.Bytes, kept.Number) = (frame.Length, _made++);
            while (_bytes > maxBytes && _bytes > kept.Bytes)
                Forget(_kept.Where(other => other.Value.Bytes > 0 && other.Key != key).MinBy(other => other.Value.Number).Key);
        }

        return frame;
    }

    private void Forget(FrameKey key)
    {
        if (_kept.Remove(key, out var kept)) _bytes -= kept.Bytes;
    }

    private sealed class Kept(Func<Frame?> make)
    {
        /// <summary>The order in which they were made.</summary>
        public long Number { get; set; }

        public Lazy<Frame?> Frame { get; } = new(make);

        public long Bytes { get; set; }
    }
}
