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

    /// <summary>A held poll whose page changed.</summary>
    Answered,
}
