namespace CometGateway.Tests.Transports;

/// <summary>Reads a stream's text, event by event.</summary>
internal static class SseText
{
    public const string Live = "event: status\ndata: {\"state\":\"live\"}";

    public static string[] Split(string stream) => stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    public static string[] States(string stream) =>
        [.. Split(stream).Where(e => e.StartsWith("id: ", StringComparison.Ordinal)).Select(Data)];

    /// <summary>Name, data and id of each event and each block that has an id, but for statuses.</summary>
    public static (string Name, string Data, string? Id)[] Changes(string stream) =>
        [.. Split(stream).Where(e => !e.StartsWith("retry: ", StringComparison.Ordinal) && e != Live).Select(e => (Field(e, "event: ") ?? "message", string.Join('\n', Fields(e, "data: ")), Field(e, "id: ")))];

    private static string? Field(string block, string name) => Fields(block, name).SingleOrDefault();

    private static IEnumerable<string> Fields(string block, string name) =>
        block.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[name.Length..]);

    private static string Data(string snapshot) =>
        string.Join('\n', snapshot.Split('\n').Skip(1).Select(line => line["data: ".Length..]));
}
