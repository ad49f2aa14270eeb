namespace CometGateway.Transports;

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    ClientLeft,
    Recycled,
    Drained,
    Stalled,
    ResourceOver,
}
