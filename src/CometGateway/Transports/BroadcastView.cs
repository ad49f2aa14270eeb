using CometGateway.Core.History;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>One consistent look at a resource: its history and status, with the frames that all its sessions share.</summary>
internal sealed class BroadcastView(SharedFrames frames, ResourceHistory history, ResourceStatus status, Version page = default)
{
    private readonly Version _previous = history.Changes is { Count: > 0 } changes ? changes[^1].From : Version.None;

    // For nearly everybody: one who has the state before the newest, and one who has none.
    private FramesInUse _steps = new();
    private FramesInUse _wholes = new();
    private FramesInUse _statusFrames = new();

    public ResourceHistory History => history;

    public Snapshot? Current => history.Current;

    public ResourceStatus Status => status;

    /// <summary>The version of the whole page that plain GETs get; where only a part of it is delivered, it changes when the part does not. None before the first.</summary>
    public Version Page => page.IsNone ? Current?.BodyVersion ?? Version.None : page;

    public Frame StatusFrame(Framing framing) => _statusFrames.Find(framing.Index) ?? _statusFrames.Add(framing.Index, SessionFrames.Framed(framing.Wire, framing.Coding, framing.Wire.Status(status)));

    /// <summary>
    /// What leads a client from the version it has to the current one. A walk over thousands who have the same version compares
    /// and reads a short array; only for those who missed several is a dictionary asked.
    /// </summary>
    public Frame FrameFor(Version has, Framing framing)
    {
        if (has.IsNone) return _wholes.Find(framing.Index) ?? _wholes.Add(framing.Index, frames.Whole(Current!, framing));
        if (has == _previous) return _steps.Find(framing.Index) ?? _steps.Add(framing.Index, frames.Owed(history, has, framing));
        return frames.Owed(history, has, framing);
    }

    /// <summary>The same for a shard's loop, which compares and compresses no large bodies: null where that is still to be done.</summary>
    public Frame? FrameAtHand(Version has, Framing framing) =>
        (has.IsNone ? _wholes : has == _previous ? _steps : null)?.Find(framing.Index) is { } known ? known : frames.IsAtHand(history, has, framing) ? FrameFor(has, framing) : null;

    /// <summary>The newest state as a whole.</summary>
    public Frame Whole(Framing framing) => FrameFor(Version.None, framing);

    /// <summary>Makes what those who were up to date will be owed.</summary>
    public void Prepare(Framing framing) => _ = FrameFor(_previous, framing);

    /// <summary>The same view when the status says nothing new.</summary>
    public BroadcastView With(ResourceStatus next) =>
        next.State == status.State && string.Equals(next.Reason, status.Reason, StringComparison.Ordinal) ? this : With(history, next);

    /// <summary>Without what is past the history's bounds. Nobody has to hear of that, but the next view begins with it.</summary>
    public BroadcastView Trimmed(DateTimeOffset now) => With(history.Trim(now), status);

    /// <summary>The same view when plain GETs get what they got before.</summary>
    public BroadcastView WithPage(Version next) => next == Page ? this : With(history, status, next);

    public BroadcastView With(ResourceHistory next, ResourceStatus nextStatus) =>
        ReferenceEquals(next, history) && ReferenceEquals(nextStatus, status) ? this : With(next, nextStatus, ReferenceEquals(next.Current, Current) ? page : Version.None);

    // Frames that are still right are kept.
    private BroadcastView With(ResourceHistory next, ResourceStatus nextStatus, Version nextPage)
    {
        var view = new BroadcastView(frames, next, nextStatus, nextPage);
        if (ReferenceEquals(next.Current, Current)) (view._steps, view._wholes) = (_steps, _wholes);
        if (ReferenceEquals(nextStatus, status)) view._statusFrames = _statusFrames;
        return view;
    }
}
