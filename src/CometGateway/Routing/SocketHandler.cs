using System.Net.WebSockets;
using CometGateway.Configuration;
using CometGateway.Core.Deltas;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Options;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Routing;

/// <summary>
/// WebSockets, over HTTP/1.1 and HTTP/2: the lines of a connection with many resources, each a message, and messages of the client that
/// subscribe and unsubscribe. One on a watched page begins with that page.
/// </summary>
internal sealed class SocketHandler
{
    private const string Transport = "websocket";

    /// <summary>A socket without URLs waits for its client's messages: it does not end for want of resources.</summary>
    private const int Always = int.MaxValue / 2;

    /// <summary>
    /// A pong may take as long as it likes: it waits behind all that lies in the buffers on the way, and whoever takes that in is alive. One who does not is
    /// found by the session's keepalives and SendTimeout. With an infinite time there would be no pings, whose answers keep the other direction open.
    /// </summary>
    private static readonly TimeSpan _anyPong = TimeSpan.FromMilliseconds(int.MaxValue);

    private static readonly TimeSpan _parting = TimeSpan.FromSeconds(2);
    private static readonly object _request = new();

    private readonly SessionPlaces _places;
    private readonly SessionRunner _runner;
    private readonly CometRoutes _routes;
    private readonly CometMetrics _metrics;
    private readonly SlotDispatch _dispatch;
    private readonly WebSocketMiddleware _handshake;

    public SocketHandler(SessionPlaces places, SessionRunner runner, SlotDispatch dispatch, CometRoutes routes, CometMetrics metrics, ILoggerFactory loggers)
    {
        (_places, _runner, _dispatch, _routes, _metrics) = (places, runner, dispatch, routes, metrics);
        // Ours, as an application with a proxy needs no UseWebSockets for the site's own sockets.
        _handshake = new(AcceptAsync, Options.Create(new WebSocketOptions()), loggers);
    }

    /// <summary>One on /_comet/stream, with any number of URLs in its query.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var reserved = ReservedQuery.Split(context.Request.QueryString.Value);
        var (parameters, wrong) = StreamParameters.Of(context.Request, reserved, EventForm.Snapshot);
        if (wrong is not null) return RefuseAsync(context, wrong);
        EventForm? events = reserved["comet.events"] is null ? null : parameters!.Events;
        return InvokeAsync(context, new([.. context.Request.Query["url"].Select(url => url ?? "")], EndsWithThem: false, events));
    }

    /// <summary>One on a watched page: it carries that page, and ends when that one is over or refused and there is no other.</summary>
    public Task InvokeForPageAsync(HttpContext context) =>
        InvokeAsync(context, new([Encoded(context.Request.PathBase) + Encoded(context.Request.Path) + context.Request.QueryString.Value], EndsWithThem: true, Events: null));

    // What looks like an escape in a decoded path is a part of its name, and is left as it is by PathString.
    private static string Encoded(PathString path) => new PathString(path.Value?.Replace("%", "%25", StringComparison.Ordinal)).ToUriComponent();

    private Task InvokeAsync(HttpContext context, First first)
    {
        var refusal = SocketOrigin.IsAllowed(context.Request, _routes.Current.Settings.AllowedOrigins) ? null : new Refusal(
            403, "origin", "A page of another origin may not open this WebSocket", "The Origin must be the gateway's own, or one of Comet:AllowedOrigins.");
        if (refusal is null && first.Urls.Count > _routes.Current.Settings.Limits.UrlsPerConnection)
            refusal = new(400, "urls", "Too many URLs", $"A connection carries at most {_routes.Current.Settings.Limits.UrlsPerConnection} (Comet:Limits:UrlsPerConnection).") { Limit = _routes.Current.Settings.Limits.UrlsPerConnection };
        if (refusal is not null) return RefuseAsync(context, refusal);
        context.Items[_request] = first;
        return _handshake.Invoke(context);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        _metrics.Refused(refusal.Code);
        return Problem.WriteAsync(context, refusal);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problem.WriteAsync(context, new(400, "handshake", "The WebSocket's handshake is wrong", "See RFC 6455 §4.1: version 13, and a key of 16 bytes."));
            return;
        }

        StreamResponse.NeverTimeOut(context);
        StreamResponse.KeepOpen(context);
        var settings = _routes.Current.Settings;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = StreamTransport.Subprotocol, KeepAliveInterval = settings.KeepAlive, KeepAliveTimeout = _anyPong,
        });
        // Pages see nothing of a handshake that fails, but they see why a socket is closed.
        var refusal = await _places.StayAsync(context, place => RunAsync(context, socket, place.Settings, place.Address));
        if (refusal is null) return;
        _metrics.Refused(refusal.Code);
        await SocketClose.Of(refusal).SendAsync(socket, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, WebSocket socket, CometSettings settings, AddressKey address)
    {
        var first = (First)context.Items[_request]!;
        var session = new StreamSession(
            new LineMessages(socket),
            SessionFrames.Of(LineWire.Instance, coding: null, StreamOpening.RetryFor(settings, Random.Shared), isSeen: false),
            StreamOpening.TimesFor(settings, new(LineWire.Instance, Wait: null), Random.Shared),
            new AwaitedEnd(context.Abort),
            new Envelope(slots: null, coding: null),
            first.EndsWithThem ? first.Urls.Count : Always) { IsRelayed = StreamResponse.IsRelayed(context.Request) };
        var connection = new Connection(context, _dispatch, settings, address, Transport, coding: null, _metrics);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        SocketClose? asked = null;
        var reading = Task.CompletedTask;
        try
        {
            var end = await _runner.RunAsync(Transport, session, gone.Token, shard =>
            {
                connection.Start(session, shard);
                var reader = new SocketReader(socket, connection, settings.Limits.UrlsPerConnection, first.Events);
                foreach (var url in first.Urls) reader.Open(new(IsSubscribe: true, url, Version.None, Events: null));
                reading = ReadAsync(reader);
            });
            var close = end switch
            {
                SessionEnd.ClientLeft => asked,
                SessionEnd.ResourceOver when connection.LastRefusal is { } why => SocketClose.Of(why),
                _ => SocketClose.Of(end),
            };
            await PartAsync(context, socket, close ?? new(WebSocketCloseStatus.NormalClosure, ""), reading);
        }
        finally
        {
            await connection.EndAsync();
        }

        // Whatever the reader ends with ends the session.
        async Task ReadAsync(SocketReader reader)
        {
            // Known before the session can be over.
            asked = await reader.ReadAsync(CancellationToken.None);
            await gone.CancelAsync();
            if (asked is not null) await reader.DiscardAsync(CancellationToken.None);
        }
    }

    /// <param name="Events">The form of URLs that name none, where the handshake names one.</param>
    private sealed record First(IReadOnlyList<string> Urls, bool EndsWithThem, EventForm? Events);

    /// <summary>
    /// The client answers a close by its own (RFC 6455 §7.1.1). One that does not, or takes no more bytes, is cut off: it has left its shard, so that
    /// nothing else would end it, and a drain waits for its place.
    /// </summary>
    private static async Task PartAsync(HttpContext context, WebSocket socket, SocketClose close, Task reading)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(_parting);
        try
        {
            await close.SendAsync(socket, patience.Token);
            await reading.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            socket.Abort();
        }
    }
}
