using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>
/// What an event stream says in place of a 503 that passes by itself. An EventSource gives up for ever at any status but 200 and comes back after a
/// stream that ends (WHATWG HTML §9.2.3), and one that was sent away by a drain may well be back before it is over.
/// </summary>
internal static class Farewell
{
    public static bool IsFor(Refusal refusal, StreamWish wish) => refusal.IsBrief && wish is { IsPoll: false, Wire: SseWire };

    public static Task WriteAsync(HttpContext context, Refusal refusal, StreamWish wish, CometSettings settings)
    {
        StreamResponse.Prepare(context, wish, coding: null);
        var response = context.Response;
        // The next attempt may then reach another node.
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) response.Headers.Connection = "close";
        byte[] body = [.. wish.Wire.Opening(StreamOpening.RetryFor(settings, Random.Shared)), .. wish.Wire.Status(new(ResourceState.Draining, refusal.Title))];
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
