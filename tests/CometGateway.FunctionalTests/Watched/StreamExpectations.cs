using System.Text.Json;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>What tests say of a stream: which bodies came, and which states it was in.</summary>
internal static class StreamExpectations
{
    /// <summary>Waits for a body, already here or still to come.</summary>
    public static Task<ReceivedEvent> BodyAsync(this SseClient client, string body, TimeSpan? within = null) =>
        client.WaitForAsync(one => one.Type is "message" && string.Equals(one.Data, body, StringComparison.Ordinal), $"the body {body}", within);

    /// <summary>All bodies so far, in order.</summary>
    public static IReadOnlyList<string> Bodies(this SseClient client) => [.. client.Events.Where(one => one.Type is "message").Select(one => one.Data)];

    /// <summary>
    /// Waits until the stream has gone through exactly these states; the same state with another reason is one. Where the first is "live", it
    /// does not matter that the first poll of a busy machine may have been a slow one.
    /// </summary>
    /// <returns>The reason that came with the last of them.</returns>
    public static async Task<string?> StatesAsync(this SseClient client, params string[] states)
    {
        var events = await client.WaitUntilAsync(
            events => States(events, states[0]).Select(one => one.State).SequenceEqual(states, StringComparer.Ordinal), "the states " + string.Join(" → ", states));
        return States(events, states[0])[^1].Reason;
    }

    private static List<(string State, string? Reason)> States(IReadOnlyList<ReceivedEvent> events, string first)
    {
        var states = new List<(string State, string? Reason)>();
        foreach (var one in events.Where(one => one.Type is "status"))
        {
            using var json = JsonDocument.Parse(one.Data);
            var state = json.RootElement.GetProperty("state").GetString()!;
            var reason = json.RootElement.TryGetProperty("reason", out var words) ? words.GetString() : null;
            if (states.Count == 0 || !string.Equals(states[^1].State, state, StringComparison.Ordinal)) states.Add((state, reason));
        }

        if (first is "live" && states is [{ State: "stale" }, ..]) states.RemoveAt(0);
        return states;
    }
}
