namespace CometGateway.HandOff;

internal sealed partial class HandOffTransport
{
    [LoggerMessage(EventId = 900, Level = LogLevel.Debug, Message = "Streams of {EndPoint} are handed off: an idle one is a descriptor and a cursor.")]
    private partial void LogBound(System.Net.EndPoint endPoint);
}
