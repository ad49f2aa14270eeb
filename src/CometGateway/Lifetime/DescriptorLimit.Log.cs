namespace CometGateway.Lifetime;

internal sealed partial class DescriptorLimit
{
    [LoggerMessage(EventId = 602, EventName = "DescriptorsTooFew", Level = LogLevel.Warning,
        Message = "Comet:Limits:Sessions promises {Sessions} streams, and this process may open {Descriptors} files and sockets: streams beyond that will fail to connect. Raise the limit (ulimit -n, LimitNOFILE=, docker run --ulimit nofile=) to at least {Needed}, or lower Comet:Limits:Sessions to at most {Fitting}.")]
    private partial void LogTooFew(int sessions, long descriptors, long needed, long fitting);
}
