namespace CometGateway.Lifetime;

internal sealed partial class PipelineCheck
{
    [LoggerMessage(EventId = 603, EventName = "PipelineWithoutComet", Level = LogLevel.Warning,
        Message = "Routes name a CometPolicy, and the proxy's pipeline is without Comet, so that nothing is watched: {Routes}. Map the proxy with MapCometReverseProxy(), or put UseComet() first in MapReverseProxy(proxy => ...) and call MapComet().")]
    private partial void LogUnused(string routes);

    [LoggerMessage(EventId = 605, EventName = "CometWithoutEndpoints", Level = LogLevel.Warning,
        Message = "Comet is in the proxy's pipeline, and its endpoints under /_comet are not mapped, so that requests for them go to the site or nowhere: many pages on one connection, WebSockets, the browser client, refresh and the status page are missing. Call MapComet().")]
    private partial void LogUnmapped();
}
