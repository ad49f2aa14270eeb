namespace CometGateway.Tests.Transports;

/// <summary>Reads a stream's text, event by event.</summary>
internal static class SseText
{
    public const string Live = "event: status\ndata: {\"state\":\"live\"}";

    public static string[] Split(string stream) => stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    public static string[] States(string stream) =>
        [.. Split(stream).Where(e => e.StartsWith("id: ", StringComparison.Ordinal)).Select(Data)];

    private static string Data(string snapshot) =>
        string.Join('\n', snapshot.Split('\n').Skip(1).Select(line => line["data: ".Length..]));
}
