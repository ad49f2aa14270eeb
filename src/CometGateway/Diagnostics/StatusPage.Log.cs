namespace CometGateway.Diagnostics;

internal sealed partial class StatusPage
{
    [LoggerMessage(EventId = 604, EventName = "StatusPageNotLocal", Level = LogLevel.Warning,
        Message = "The status page was asked for from elsewhere than this machine, or through a proxy, and answered 404 as Comet:StatusPage is Local. On shows it to all who reach this address (said once).")]
    private partial void LogNotLocal();
}
