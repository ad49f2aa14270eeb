using CometGateway.Core.Http;
using Microsoft.Extensions.Logging;

namespace CometGateway.Upstream;

internal sealed partial class PipelineUpstream
{
    [LoggerMessage(300, LogLevel.Debug, "Poll of route {RouteId} at {DestinationId}: {Status}, {Bytes} bytes in {Milliseconds:0.0} ms", EventName = "PollAnswered")]
    private partial void LogAnswer(string routeId, int status, int bytes, string? destinationId, double milliseconds);

    [LoggerMessage(301, LogLevel.Debug, "Poll of route {RouteId} at {DestinationId}: {Fault} after {Milliseconds:0.0} ms", EventName = "PollFailed")]
    private partial void LogFault(string routeId, PollFault fault, string? destinationId, double milliseconds);

    [LoggerMessage(302, LogLevel.Warning, "The proxy pipeline threw {ExceptionType} on a poll of route {RouteId}; the poll failed{NewLine}{StackTrace}", EventName = "PollPipelineThrew")]
    private partial void LogPipelineThrew(string routeId, string exceptionType, string newLine, string? stackTrace);

    private void LogPipelineThrew(string routeId, string exceptionType, string? stackTrace) =>
        LogPipelineThrew(routeId, exceptionType, Environment.NewLine, stackTrace);
}
