namespace CometGateway.HandOff;

internal sealed partial class HandOffTransport
{
    [LoggerMessage(EventId = 900, Level = LogLevel.Information, Message = "Streams of {EndPoint} are handed off where they come over plain HTTP/1.1.")]
    private partial void LogBound(System.Net.EndPoint endPoint);

    [LoggerMessage(EventId = 902, Level = LogLevel.Warning, Message = "Comet:HandOff is true, but streams of {EndPoint} stay with the server: only TCP on 64-bit Linux can be handed off.")]
    private partial void LogNotHere(System.Net.EndPoint endPoint);
}
