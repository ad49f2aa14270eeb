namespace CometGateway.HandOff;

internal sealed partial class EpollLoop
{
    [LoggerMessage(EventId = 901, Level = LogLevel.Error, Message = "A connection's own code failed on the loop of descriptors; the loop goes on.")]
    private partial void LogTargetFailed(Exception fault);
}
