namespace CometGateway.Lifetime;

internal sealed partial class Drain
{
    [LoggerMessage(EventId = 600, EventName = "Draining", Level = LogLevel.Information, Message = "Shutting down: {Count} streams are told and leave within {Seconds:0.0} s.")]
    private partial void LogDraining(int count, double seconds);

    [LoggerMessage(EventId = 601, EventName = "DrainCut", Level = LogLevel.Warning, Message = "{Count} streams had not left when DrainTimeout was over; their connections are cut.")]
    private partial void LogLeft(int count);
}
