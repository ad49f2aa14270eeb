namespace CometGateway.Lifetime;

internal sealed partial class PipelineCheck
{
    [LoggerMessage(EventId = 603, EventName = "PipelineWithoutComet", Level = LogLevel.Warning,
        Message = "Routes name a CometPolicy, and the proxy's pipeline is without Comet, so that nothing is watched: {Routes}. Map the proxy with MapCometReverseProxy(), or put UseComet() first in MapReverseProxy(proxy => ...) and call MapComet().")]
    private partial void LogUnused(string routes);
}
