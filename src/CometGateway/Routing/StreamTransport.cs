using CometGateway.Configuration;
using CometGateway.Resources;
using CometGateway.Transports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Routing;

/// <summary>Which transport a request asks for, by its headers and by comet.transport.</summary>
internal static class StreamTransport
{
    /// <summary>The subprotocol by which a WebSocket says that it is meant for the gateway and not for the site.</summary>
    public const string Subprotocol = "comet.v1";

    /// <summary>The wires of streams over HTTP.</summary>
    public static IReadOnlyList<IWire> Streams { get; } = [SseWire.Instance, LineWire.Instance, IframeWire.Instance];

    private const string EventStream = "text/event-stream";
    private const string Lines = "application/x-ndjson";

    /// <summary>The stream over HTTP that a request asks for, or the long poll for lines; null when it asks for none.</summary>
    public static StreamWish? Of(HttpRequest request) =>
        WireOf(request) is { } wire ? new(wire, wire == LineWire.Instance ? PreferredWait.Of(request) : null) : null;

    private static IWire? WireOf(HttpRequest request)
    {
        // What an EventSource sends.
        if (request.Headers.Accept is [EventStream] && !request.QueryString.HasValue) return SseWire.Instance;
        if (ReservedQuery.IsIn(request.QueryString.Value) && ReservedQuery.Split(request.QueryString.Value)["comet.transport"] is { } word && Named(word) is { } wire) return wire;
        if (request.Headers.ContainsKey("Subscribe")) return BraidWire.Instance;
        return Accepts(request, EventStream) ? SseWire.Instance : Accepts(request, Lines) && IsFirstChoice(request, Lines) ? LineWire.Instance : null;
    }

    /// <summary>
    /// A WebSocket for the gateway: it offers <see cref="Subprotocol"/>. A watched route may hold a socket of the site's own, and that one goes on to
    /// the site. HTTP/1.1 upgrades (RFC 6455 §4.1), HTTP/2 sends an extended CONNECT (RFC 8441 §4).
    /// </summary>
    public static bool IsWebSocket(HttpContext context)
    {
        var request = context.Request;
        var isUpgrade = HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.Any(value => string.Equals(value, "websocket", StringComparison.OrdinalIgnoreCase));
        return (isUpgrade || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" })
            && request.Headers.SecWebSocketProtocol.Any(value => value is not null && value.Split(',', StringSplitOptions.TrimEntries).Contains(Subprotocol, StringComparer.Ordinal));
    }

    /// <summary>
    /// A wish that headers alone make and the policy does not grant is the site's to answer: it may have lines or subscriptions of its own.
    /// </summary>
    public static bool IsLeftToTheSite(HttpRequest request, StreamWish wish, CometPolicy policy) =>
        wish.Wire is LineWire or BraidWire && ReservedQuery.Split(request.QueryString.Value)["comet.transport"] is null && StreamRefusal.ForTransport(wish.Transport, policy) is not null;

    /// <summary>No other media type is named with more weight: many clients of APIs list all that they could read.</summary>
    private static bool IsFirstChoice(HttpRequest request, string mediaType)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToList(), out var ranges)) return true;
        var own = ranges.Where(range => range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)).Max(range => range.Quality ?? 1);
        return ranges.All(range => (range.Quality ?? 1) <= own || range.MatchesAllTypes);
    }

    /// <summary>Null where there is no such wire.</summary>
    public static IWire? Named(string word) => Streams.FirstOrDefault(wire => wire.Name.Equals(word, StringComparison.Ordinal));

    private static bool Accepts(HttpRequest request, string mediaType)
    {
        foreach (var line in request.Headers.Accept)
        {
            if (line is null || !line.Contains(mediaType, StringComparison.OrdinalIgnoreCase)) continue;
            if (line.Length == mediaType.Length) return true;
            if (MediaTypeHeaderValue.TryParseList([line], out var ranges) && ranges.Any(range => IsWanted(range, mediaType))) return true;
        }

        return false;
    }

    /// <summary>A weight of zero means "not this one" (RFC 9110 §12.4.2); one that cannot be read is no reason to withhold the stream.</summary>
    private static bool IsWanted(MediaTypeHeaderValue range, string mediaType) =>
        range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) && range.Quality != 0;
}
