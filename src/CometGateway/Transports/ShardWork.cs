namespace CometGateway.Transports;

/// <summary>One entry of a shard's inbox.</summary>
/// <param name="Target">A <see cref="Session"/>, a <see cref="Subscriber"/>, an <see cref="Admission"/>, a <see cref="Notice"/> or a <see cref="Broadcast"/>, by kind; null for all.</param>
/// <param name="Milliseconds">The window of a drain.</param>
internal readonly record struct ShardWork(ShardWorkKind Kind, object? Target, long Milliseconds);

internal enum ShardWorkKind
{
    Join,

    /// <summary>One more resource for a session.</summary>
    Admit,

    /// <summary>One of a session's URLs has no stream.</summary>
    Refuse,

    /// <summary>The client wants no more of a resource.</summary>
    Drop,
    Leave,
    Sent,
    Changed,
    Tick,
    DrainResource,
    DrainAll,
    CutAll,
}
