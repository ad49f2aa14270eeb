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
    PlainGetHandler plainGet,
    CometResources resources,
    IdentityActivity identities)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!identities.IsEmpty) NoteActivity(context.Request);
        var routeId = context.GetReverseProxyFeature().Route.Config.RouteId;
        if (!routes.Current.Routes.TryGetValue(routeId, out var route))
        {
            await ForwardAsync(context);
            return;
        }

        switch (RequestKinds.Of(context.Request))
        {
            case RequestKind.Subscribe:
                await subscribe.InvokeAsync(context, route, upstream);
                return;
            case RequestKind.PlainGet:
                StripReserved(context.Request);
                if (await plainGet.TryAnswerAsync(context, route, upstream)) return;
                context.Response.OnStarting(static response => AddVary((HttpResponse)response), context.Response);
                break;
            default:
                StripReserved(context.Request);
                break;
        }

        await ForwardAsync(context);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        await next(context);
        if (IsWrite(context.Request.Method) && context.Response.StatusCode is >= 200 and < 400) Wake(context);
    }

    /// <summary>Methods that are not safe (RFC 9110 §9.2.1); CONNECT is a tunnel and no write.</summary>
    private static bool IsWrite(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method) && !HttpMethods.IsConnect(method);

    /// <summary>RFC 9111 §4.4: what a successful write answers for is asked for again.</summary>
    private void Wake(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        resources.WakeAfterWrite(
            request.Path.Value ?? "/",
            WrittenTo.PathOf(response.Headers.Location, request),
            WrittenTo.PathOf(response.Headers.ContentLocation, request));
    }

    private void NoteActivity(HttpRequest request)
    {
        // A stream that comes back by itself is no sign of a user (DESIGN: recycling must not keep a login alive).
        if (RequestKinds.AcceptsEventStream(request)
            && (request.Headers.ContainsKey("Last-Event-ID") || ReservedQuery.Split(request.QueryString.Value)["comet.since"] is not null)) return;
        foreach (var audience in identities.Touch(request)) resources.Resume(audience);
    }

    private static void StripReserved(HttpRequest request)
    {
        if (request.QueryString.HasValue) request.QueryString = new(ReservedQuery.Split(request.QueryString.Value).Site);
    }

    private static Task AddVary(HttpResponse response)
    {
        SnapshotAnswer.AddVary(response, "Accept");
        return Task.CompletedTask;
    }
}
