namespace CometGateway.Transports;

/// <summary>Why a session ended.</summary>
internal enum SessionEnd : byte
{
    ClientLeft,
    Recycled,
    Drained,
    Stalled,

    /// <summary>DrainTimeout was over before it had left.</summary>
    Cut,
    ResourceOver,

    /// <summary>A long poll whose page changed, or whose time was over: its client asked for no more.</summary>
    Answered,
}
