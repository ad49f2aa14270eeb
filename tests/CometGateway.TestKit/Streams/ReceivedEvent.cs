namespace CometGateway.TestKit.Streams;

/// <summary>One Server-Sent Event as a client got it.</summary>
/// <param name="Id">The event's own id field, or null when it had none.</param>
/// <param name="Type">"message" when the event was unnamed.</param>
/// <param name="Connection">On which of the client's connections it came, from 1.</param>
public sealed record ReceivedEvent(string? Id, string Type, string Data, DateTimeOffset At, int Connection)
{
    private const int ShownData = 160;

    public override string ToString() =>
        $"{At:HH:mm:ss.fff} #{Connection} {Type} id={Id ?? "-"} {(Data.Length > ShownData ? $"{Data[..ShownData]}… ({Data.Length})" : Data)}";
}
