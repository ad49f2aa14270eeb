namespace CometGateway.HandOff;

/// <summary>EPOLL*: what is asked of a descriptor, and what has come.</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Error = 0x8,
    HungUp = 0x10,

    /// <summary>The peer will send nothing more.</summary>
    PeerClosed = 0x2000,

    /// <summary>Told once for each change, and not for as long as it is so.</summary>
    Edges = 0x8000_0000,

    /// <summary>The connection is over, or as good as that.</summary>
    Over = Error | HungUp | PeerClosed,
}
