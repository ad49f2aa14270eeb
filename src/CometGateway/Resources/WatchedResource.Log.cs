using CometGateway.Core.Watching;

namespace CometGateway.Resources;

internal sealed partial class WatchedResource
{
    private readonly ILogger _logger;

    [LoggerMessage(EventId = 400, EventName = "ResourceChanged", Level = LogLevel.Debug, Message = "A resource of route '{RouteId}' changed to version {Version} ({Bytes} bytes).")]
    private partial void LogChanged(string routeId, Core.Snapshots.Version version, int bytes);

    [LoggerMessage(EventId = 401, EventName = "ResourceStale", Level = LogLevel.Warning, Message = "A resource of route '{RouteId}' is stale: {Reason}{Detail}. Its subscribers keep the last good state.")]
    private partial void LogStale(string routeId, string reason, string detail);

    [LoggerMessage(EventId = 402, EventName = "ResourceEnded", Level = LogLevel.Information, Message = "A resource of route '{RouteId}' ended ({Kind}): {Reason}.")]
    private partial void LogEnded(string routeId, EndKind kind, string reason);

    [LoggerMessage(EventId = 403, EventName = "PollFault", Level = LogLevel.Error, Message = "A poll of route '{RouteId}' failed in the gateway itself; it goes on after a pause.")]
    private partial void LogPollFault(Exception fault, string routeId);
}
