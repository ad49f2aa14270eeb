using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>A message of a WebSocket's client: {"subscribe":"/url","since":"V","events":"text-delta"} or {"unsubscribe":"/url"}.</summary>
/// <param name="Url">As the client wrote it.</param>
/// <param name="Since">None where it is left out or is no id of ours.</param>
/// <param name="Events">Null leaves it to the URL and the policy.</param>
internal sealed record SocketCommand(bool IsSubscribe, string Url, Version Since, EventForm? Events)
{
    public const string Allowed = "a message is {\"subscribe\":\"/url\"}, with \"since\" and \"events\" if need be, or {\"unsubscribe\":\"/url\"}";

    /// <returns>Null when the message is neither.</returns>
    public static SocketCommand? Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(message, new() { MaxDepth = 4 });
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            var fields = json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString(), StringComparer.Ordinal);
            var (url, isSubscribe) = fields.GetValueOrDefault("subscribe") is { } wanted ? (wanted, true) : (fields.GetValueOrDefault("unsubscribe"), false);
            var word = fields.GetValueOrDefault("events");
            var events = word is null ? null : EventFormWords.Parse(word);
            if (url is null || (word is not null && events is null)) return null;
            if (fields.Keys.Any(name => name is not ("subscribe" or "since" or "events" or "unsubscribe")) || (fields.ContainsKey("subscribe") && fields.ContainsKey("unsubscribe"))) return null;
            return new(isSubscribe, url, Version.Parse(fields.GetValueOrDefault("since")), events);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
