using System.Net;
using System.Net.Http.Headers;

namespace CometGateway.Host.Welcome;

/// <summary>A browser on the site's own ticker page: asks every two seconds, conditionally.</summary>
internal sealed class PollingVisitor(HttpClient http, Uri ticker, Sightings sightings, TimeProvider time) : IVisitor
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly TickerReader _reader = new(sightings, time);
    private EntityTagHeaderValue? _tag;

    public async Task VisitAsync(CancellationToken cancellation)
    {
        // People do not open a page at the same moment.
        await Task.Delay(_interval * Random.Shared.NextDouble(), time, cancellation);
        using var timer = new PeriodicTimer(_interval, time);
        do
            await PollAsync(cancellation);
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ticker);
        if (_tag is not null)
            request.Headers.IfNoneMatch.Add(_tag);
        using var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            return;

        _tag = response.Headers.ETag;
        _reader.Read(await response.Content.ReadAsByteArrayAsync(cancellation));
    }
}
