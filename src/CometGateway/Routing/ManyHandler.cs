using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>
/// GET /_comet/stream?url=/a&amp;url=/b: one connection, many resources. Each URL is opened by itself while the connection is there, so that a slow
/// site delays no other, and one that is refused is told of on the connection. With Prefer: wait=N it is a long poll for all of them.
/// </summary>
internal sealed class ManyHandler(CometRoutes routes, SessionPlaces places, SessionRunner runner, SlotDispatch dispatch, CometMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        StreamResponse.NeverTimeOut(context);
        var wish = StreamTransport.Of(context.Request);
        var refusal = wish?.Wire switch
        {
            SseWire or LineWire => null,
            _ => new Refusal(406, "transport", "No transport is asked for", "Send Accept: text/event-stream or application/x-ndjson (with Prefer: wait=N for a long poll), or open a WebSocket with the subprotocol 'comet.v1'."),
        };
        refusal ??= await places.StayAsync(context, place => OpenAsync(context, place.Settings, place.Address));
        if (refusal is null) return;
        if (!Farewell.IsFor(refusal, wish ?? default))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        metrics.Refused(refusal.Code);
        await Farewell.WriteAsync(context, refusal, wish!.Value, routes.Current.Settings);
    }

    private async Task OpenAsync(HttpContext context, CometSettings settings, AddressKey address)
    {
        var reserved = ReservedQuery.Split(context.Request.QueryString.Value);
        // Only the form that is named for all; a URL without one goes by its own policy.
        var (parameters, wrong) = StreamParameters.Of(context.Request, reserved, EventForm.Snapshot);
        var urls = context.Request.Query["url"];
        if (wrong is null && (urls.Count == 0 || urls.Count > settings.Limits.UrlsPerConnection))
        {
            wrong = new(400, "urls", "The number of URLs is wrong",
                $"url is given {urls.Count} times: allowed are 1 to {settings.Limits.UrlsPerConnection} (Comet:Limits:UrlsPerConnection), each as url=/… and percent-encoded.") { Limit = settings.Limits.UrlsPerConnection };
        }

        if (wrong is not null)
        {
            await RefuseAsync(context, wrong);
            return;
        }

        var wish = StreamTransport.Of(context.Request)!.Value;
        var wire = wish.Wire;
        var coding = settings.Policies.Values.Any(policy => policy.Compress != CompressMode.None) ? StreamResponse.CodingFor(context.Request, wire) : null;
        var since = CompositeId.Of(context.Request, reserved, urls.Count);
        Opening[] openings = [.. urls.Select((url, index) => new Opening(url ?? "", since[index]))];
        StreamResponse.Prepare(context, wish, coding);
        await context.Response.StartAsync(context.RequestAborted);
        var session = new StreamSession(
            context.Response.BodyWriter,
            SessionFrames.Of(wire, coding, StreamOpening.RetryFor(settings, Random.Shared), parameters!.NamedKeepAlive),
            StreamOpening.TimesFor(settings, wish, Random.Shared),
            new AwaitedEnd(context.Abort),
            new Envelope(wire == SseWire.Instance ? [.. openings.Select(opening => opening.Slot)] : null, coding),
            awaited: openings.Length) { EndsWithNews = wish.IsPoll, IsRelayed = StreamResponse.IsRelayed(context.Request) };
        var connection = new Connection(context, dispatch, settings, address, wish.Transport, coding, metrics);
        EventForm? events = reserved["comet.events"] is null ? null : parameters.Events;
        try
        {
            await runner.RunAsync(wish.Transport, session, context.RequestAborted, shard =>
            {
                connection.Start(session, shard);
                foreach (var opening in openings) opening.Begin(connection, events);
            });
        }
        finally
        {
            await connection.EndAsync();
        }
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        metrics.Refused(refusal.Code);
        return Problem.WriteAsync(context, refusal);
    }

    /// <summary>One URL of the query, in its place.</summary>
    private sealed class Opening
    {
        private readonly SlotUrl? _url;
        private readonly string _why;

        public Opening(string text, Version since)
        {
            _url = SlotUrl.Parse(text, out _why);
            Slot = new(_url?.Shown ?? SlotUrl.ShownOf(text), since);
        }

        public Slot Slot { get; }

        public void Begin(Connection connection, EventForm? events)
        {
            if (_url is null) connection.Refuse(Slot, new(400, "bad_url", "The URL is wrong", $"A url {_why}."));
            else connection.Open(_url, Slot, events);
        }
    }
}
