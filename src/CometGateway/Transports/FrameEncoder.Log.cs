namespace CometGateway.Transports;

internal sealed partial class FrameEncoder
{
    [LoggerMessage(EventId = 501, EventName = "EncoderFailed", Level = LogLevel.Error, Message = "A resource of route '{RouteId}' could not be encoded in the form '{Form}' ({Fault}); whole states are sent where that happens.\n{Stack}")]
    private partial void LogEncoderFailed(string routeId, string form, Type fault, string? stack);
}
