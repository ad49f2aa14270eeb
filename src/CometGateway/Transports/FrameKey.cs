using CometGateway.Core.Deltas;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>Which frame of a resource, or the events of which.</summary>
/// <param name="From">None for a whole state.</param>
/// <param name="Index">Of the framing; of events, which all wires share, the form.</param>
internal readonly record struct FrameKey(FrameKind Kind, Version From, Version To, int Index)
{
    public FrameKey(FrameKind kind, Version from, Version to, Framing framing)
        : this(kind, from, to, framing.Index)
    {
    }

    public static FrameKey OfEvents(Version from, Version to, EventForm form) => new(FrameKind.Events, from, to, (int)form);
}

internal enum FrameKind
{
    /// <summary>What frames are made of: no frame yet, and the same for every wire.</summary>
    Events,

    /// <summary>A whole state.</summary>
    Whole,

    /// <summary>The delta from one version to the next; no frame where that is to be sent whole.</summary>
    Step,

    /// <summary>The delta over several versions.</summary>
    Direct,

    /// <summary>The smallest that leads one who missed several versions to the newest.</summary>
    Missed,
}
