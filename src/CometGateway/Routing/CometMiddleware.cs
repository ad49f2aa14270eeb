using CometGateway.Configuration;
using CometGateway.Resources;
using CometGateway.Upstream;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Routing;

/// <summary>The gateway's place in YARP's pipeline: streams and snapshot answers branch off here, all else goes on untouched.</summary>
internal sealed class CometMiddleware(
    RequestDelegate next,
    IUpstream upstream,
    CometRoutes routes,
    SubscribeHandler subscribe,
    SlotAttacher slots,
    SlotDispatch dispatch,
    SocketHandler sockets,
    PlainGetHandler plainGet,
    LongPollHandler longPoll,
    CometResources resources,
    IdentityActivity identities)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SlotRequest>() is { } slot) return slots.AttachAsync(context, slot, upstream);
        if (!identities.IsEmpty) NoteActivity(context);
        var routeId = context.GetReverseProxyFeature().Route.Config.RouteId;
        return routes.Current.Routes.TryGetValue(routeId, out var route) ? AnswerAsync(context, route) : ForwardAsync(context);
    }

    private Task AnswerAsync(HttpContext context, CometRoute route)
    {
        var kind = RequestKinds.Of(context.Request);
        // Most requests on a watched route end here; no socket is a plain GET.
        if (kind == RequestKind.PlainGet && HoldWish.Of(context.Request, route.Policy) is null && plainGet.TryAnswerAtHand(context, route, out var writing)) return writing;
        // Of an application that did not map our endpoints, sockets go on to the site.
        if (StreamTransport.IsWebSocket(context) && dispatch.IsReady) return sockets.InvokeForPageAsync(context);
        if (kind == RequestKind.Subscribe && StreamTransport.Of(context.Request) is { } stream && !StreamTransport.IsLeftToTheSite(context.Request, stream, route.Policy))
            return subscribe.InvokeAsync(context, route, upstream, stream);
        StripReserved(context.Request);
        return kind == RequestKind.PlainGet ? AnswerPlainAsync(context, route) : ForwardAsync(context);
    }

    private async Task AnswerPlainAsync(HttpContext context, CometRoute route)
    {
        if (HoldWish.Of(context.Request, route.Policy) is { } wish && await longPoll.TryAnswerAsync(context, route, upstream, wish)) return;
        if (await plainGet.TryAnswerAsync(context, route, upstream)) return;
        context.Response.OnStarting(static response => AddVary((HttpResponse)response), context.Response);
        await ForwardAsync(context);
    }

    private Task ForwardAsync(HttpContext context) => IsWrite(context.Request.Method) ? WriteAsync(context) : next(context);

    private async Task WriteAsync(HttpContext context)
    {
        SeenWrite? write = null;
        // The client has its answer a moment before we know that it is all sent, and must not get the old state on its next request.
        context.Response.OnStarting(() =>
        {
            if (HasWritten(context)) resources.InvalidateAfter(write ??= Seen(context));
            return Task.CompletedTask;
        });
        await next(context);
        if (HasWritten(context)) resources.WakeAfter(write ??= Seen(context));
    }

    private SeenWrite Seen(HttpContext context) => new(WriteTargets.Of(context), routes.Current);

    /// <summary>RFC 9111 §4.4: a non-error answer to an unsafe method.</summary>
    private static bool HasWritten(HttpContext context) => context.Response.StatusCode is >= 200 and < 400;

    /// <summary>
    /// All methods that are not registered as safe (RFC 9110 §9.2.1; RFC 4918 §9.1, 3253 §3.6 and 5323 §2 for WebDAV's), as the safety of others is unknown.
    /// CONNECT is a tunnel and no write.
    /// </summary>
    private static bool IsWrite(string method) =>
        method.ToUpperInvariant() is not ("GET" or "HEAD" or "OPTIONS" or "TRACE" or "CONNECT" or "PROPFIND" or "REPORT" or "SEARCH" or "QUERY");

    /// <summary>
    /// A stream is no sign of its user: one that comes back before its first event has no id to be known by. A page that is loaded
    /// brings other requests.
    /// </summary>
    private void NoteActivity(HttpContext context)
    {
        var request = context.Request;
        if (StreamTransport.Of(request) is not null || StreamTransport.IsWebSocket(context) || HoldWish.IsAskedBy(request)) return;
        foreach (var audience in identities.Touch(request)) resources.Resume(audience);
    }

    private static void StripReserved(HttpRequest request)
    {
        if (request.QueryString.HasValue) request.QueryString = new(ReservedQuery.Split(request.QueryString.Value).Site);
    }

    private static Task AddVary(HttpResponse response)
    {
        SnapshotAnswer.AddVary(response.Headers, "Accept");
        return Task.CompletedTask;
    }
}
