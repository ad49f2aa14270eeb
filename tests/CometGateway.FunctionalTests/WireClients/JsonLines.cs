using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Deltas;
using CometGateway.TestKit.Processes;

namespace CometGateway.FunctionalTests.WireClients;

/// <summary>The lines of JSON that a client printed, and the texts that they make.</summary>
internal static class JsonLines
{
    /// <summary>The first line that is JSON and matches, here already or still to come.</summary>
    public static async Task<JsonElement> LineAsync(this ChildProcess client, Func<JsonElement, bool> match, string what)
    {
        var line = await client.Output.FirstAsync(line => line.StartsWith('{') && match(Parse(line)), what, Patience.Start);
        return Parse(line);
    }

    /// <summary>The value of a member that is a string; null where there is none.</summary>
    public static string? Text(this JsonElement line, string name) =>
        line.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Waits until the lines of a page (null: those without a URL), each applied to the one before, give the text.</summary>
    public static async Task<IReadOnlyList<JsonElement>> FollowAsync(this Observed<string> output, string? url, string text)
    {
        var lines = await output.UntilAsync(lines => string.Equals(Fold(Of(lines, url)), text, StringComparison.Ordinal), $"the text of {url}", Patience.Start);
        return Of(lines, url);
    }

    /// <summary>Whether the lines so far give the text.</summary>
    public static bool IsAt(this Observed<string> output, string? url, string text) => string.Equals(Fold(Of(output.Items, url)), text, StringComparison.Ordinal);

    public static JsonElement Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static string? Fold(IEnumerable<JsonElement> lines)
    {
        string? text = null;
        foreach (var line in lines)
        {
            if (line.Text("event") is "snapshot") text = line.Text("data");
            else if (line.Text("event") is "delta") text = TextDeltaReader.Apply(text!, line.GetProperty("data").GetRawText());
        }

        return text;
    }

    /// <summary>Those that carry a state or a change of the page.</summary>
    private static IReadOnlyList<JsonElement> Of(IEnumerable<string> lines, string? url) =>
        [.. lines.Where(line => line.StartsWith('{')).Select(Parse).Where(line => line.Text("event") is "snapshot" or "delta" && line.Text("url") == url)];
}
