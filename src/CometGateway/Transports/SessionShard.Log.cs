namespace CometGateway.Transports;

internal sealed partial class SessionShard
{
    [LoggerMessage(EventId = 500, EventName = "ShardWorkFailed", Level = LogLevel.Error, Message = "A session shard could not do '{Kind}'; the other sessions go on.")]
    private partial void LogWorkFailed(Exception fault, ShardWorkKind kind);
}
