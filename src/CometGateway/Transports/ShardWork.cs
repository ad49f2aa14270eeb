namespace CometGateway.Transports;

/// <summary>One entry of a shard's inbox.</summary>
/// <param name="Target">A <see cref="Session"/> or a <see cref="Broadcast"/>, by kind; null for all.</param>
/// <param name="Milliseconds">The window of a drain.</param>
internal readonly record struct ShardWork(ShardWorkKind Kind, object? Target, long Milliseconds);

internal enum ShardWorkKind
{
    Join,
    Leave,
    Sent,
    Changed,
    Tick,
    DrainResource,
    DrainAll,
    CutAll,
}
