using CometGateway.Core.Deltas;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>What a client asks of its stream, by headers and by the reserved query parameters.</summary>
/// <param name="Since">The version it has; none for a first visit or an id that is not ours.</param>
/// <param name="NamedKeepAlive">Keepalives as `event: keepalive`, which page code can see (comet.keepalive=event).</param>
/// <param name="Events">The form of changes: comet.events, or else the policy's.</param>
internal sealed record StreamParameters(Version Since, bool NamedKeepAlive, EventForm Events)
{
    private static readonly string _forms =
        $"{string.Join(", ", EventFormWords.All.SkipLast(1).Select(word => $"'{word}'"))} or '{EventFormWords.All[^1]}'";

    private static readonly string _transports = string.Join(", ", StreamTransport.Streams.SkipLast(1).Select(wire => $"'{wire.Name}'")) + $" or '{StreamTransport.Streams[^1].Name}'";

    /// <summary>Reads them, or says which one is wrong and what is allowed.</summary>
    /// <param name="usual">The form for those who do not ask for one.</param>
    public static (StreamParameters? Parameters, Refusal? Refusal) Of(HttpRequest request, ReservedQuery reserved, EventForm usual)
    {
        foreach (var (name, value) in reserved.Parameters)
        {
            var allowed = name.ToLowerInvariant() switch
            {
                "comet.since" => null,
                "comet.keepalive" => value is "event" or "comment" ? null : "'event' or 'comment'",
                "comet.events" => EventFormWords.Parse(value) is null ? _forms : null,
                "comet.transport" => StreamTransport.Named(value) is null ? _transports : null,
                _ => "comet.since, comet.keepalive, comet.events or comet.transport, and no other name",
            };
            if (allowed is not null) return (null, Wrong(name, value, allowed));
        }

        // An EventSource repeats its first URL for ever, so the header is the newer of the two.
        string? lastEventId = request.Headers["Last-Event-ID"];
        var since = Version.Parse(string.IsNullOrEmpty(lastEventId) ? reserved["comet.since"] : lastEventId);
        // Braid names the state that a client has by the version before the next one: Parents: "V".
        if (since.IsNone && request.Headers["Parents"] is [{ } parents]) since = Version.Parse(parents.Trim('"', ' '));
        var events = reserved["comet.events"] is { } word ? EventFormWords.Parse(word)!.Value : usual;
        return (new(since, reserved["comet.keepalive"] is "event", events), null);
    }

    private static Refusal Wrong(string name, string value, string allowed) => new(
        400, "bad_parameter", "A reserved query parameter is wrong", $"{name} = '{Shortened(value)}': allowed is {allowed}.");

    private static string Shortened(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
