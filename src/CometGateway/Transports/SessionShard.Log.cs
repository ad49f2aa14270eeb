namespace CometGateway.Transports;

internal sealed partial class SessionShard
{
    [LoggerMessage(EventId = 500, EventName = "ShardWorkFailed", Level = LogLevel.Error, Message = "A session shard could not do '{Kind}'; it goes on.")]
    private partial void LogWorkFailed(Exception fault, ShardWorkKind kind);

    [LoggerMessage(EventId = 503, EventName = "SessionFailed", Level = LogLevel.Error, Message = "A session failed and is over; the other sessions go on.")]
    private partial void LogSessionFailed(Exception fault);

    [LoggerMessage(EventId = 502, EventName = "OwnerFailed", Level = LogLevel.Error, Message = "What a stream held could not all be let go at its end; the other sessions go on.")]
    public partial void LogOwnerFailed(Exception fault);
}
