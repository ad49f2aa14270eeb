using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>Which frame of a resource.</summary>
/// <param name="From">None for a whole state.</param>
internal readonly record struct FrameKey(FrameKind Kind, Version From, Version To, Framing Framing);

internal enum FrameKind
{
    /// <summary>A whole state.</summary>
    Whole,

    /// <summary>The delta from one version to the next; no frame where that is to be sent whole.</summary>
    Step,

    /// <summary>The delta over several versions.</summary>
    Direct,

    /// <summary>The smallest that leads one who missed several versions to the newest.</summary>
    Missed,
}
