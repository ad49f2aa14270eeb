using System.Net;
using System.Net.ServerSentEvents;

namespace CometGateway.Host.Welcome;

/// <summary>A browser with an EventSource on the same ticker behind the gateway.</summary>
internal sealed class StreamingVisitor(
    HttpClient http, Func<Uri?> gateway, Sightings sightings, TimeProvider time, Action<int> connected) : IVisitor
{
    private readonly TickerReader _reader = new(sightings, time);
    private string? _lastEventId;

    public async Task VisitAsync(CancellationToken cancellation)
    {
        if (gateway() is not { } address)
            return;

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/ticker.json"));
        request.Headers.Accept.Add(new("text/event-stream"));
        if (!string.IsNullOrEmpty(_lastEventId))
            request.Headers.Add("Last-Event-ID", _lastEventId);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            return;

        connected(1);
        try
        {
            await ReadAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellation);
        }
        finally
        {
            connected(-1);
        }
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var events = SseParser.Create(stream, static (_, data) => data.ToArray());
        await foreach (var item in events.EnumerateAsync(cancellation))
        {
            _lastEventId = events.LastEventId;
            if (string.Equals(item.EventType, SseParser.EventTypeDefault, StringComparison.Ordinal))
                _reader.Read(item.Data);
        }
    }
}
