using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Transports;
using CometGateway.Upstream;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CometGateway.Routing;

/// <summary>Opens a stream: takes a place, finds the resource, waits for its first state, and hands the response to a shard.</summary>
internal sealed class SubscribeHandler(
    CometRoutes routes, ResourceFinder finder, SessionShards shards, SessionLimits limits, Readiness readiness, CometMetrics metrics)
{
    private const string Transport = "sse";

    public async Task InvokeAsync(HttpContext context, CometRoute route, IUpstream upstream)
    {
        // Now, as the wait for a first state is over much later than a request that a route gives a second.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var settings = routes.Current.Settings;
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        var refusal = readiness.IsReady ? limits.TryEnter(address, settings.Limits) : Refusal.Draining;
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        try
        {
            await OpenAsync(context, route, settings, upstream, address);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before its stream began.
        }
        finally
        {
            limits.Leave(address);
        }
    }

    private async Task OpenAsync(HttpContext context, CometRoute route, CometSettings settings, IUpstream upstream, AddressKey address)
    {
        var reserved = ReservedQuery.Split(context.Request.QueryString.Value);
        var (parameters, wrong) = StreamParameters.Of(context.Request, reserved, route.Policy.Events);
        if (parameters is null)
        {
            await RefuseAsync(context, wrong!);
            return;
        }

        switch (await finder.AttachAsync(context, route, settings, upstream, address))
        {
            case Attachment.To(var resource):
                try
                {
                    await StreamAsync(context, resource, parameters, settings);
                }
                finally
                {
                    resource.Lifeline.Detach();
                }

                break;
            case Attachment.Over({ Kind: EndKind.Moved, Location: { } location })
                when MovedLocation.For(location, context.Request, reserved, route.Cluster.Destinations) is { } seen:
                Redirect(context, seen);
                break;
            case Attachment.Over(var ended):
                await RefuseAsync(context, RefusalOf(ended));
                break;
            case Attachment.Refused(var refusal):
                await RefuseAsync(context, refusal);
                break;
        }
    }

    private async Task StreamAsync(HttpContext context, WatchedResource resource, StreamParameters parameters, CometSettings settings)
    {
        Prepare(context);
        await context.Response.StartAsync(context.RequestAborted);
        // Here it delays nobody else; a shard's loop then finds it made.
        var framing = new Framing(SseWire.Instance, parameters.Events);
        resource.Broadcast.Prepare(parameters.Since, framing);
        var session = new StreamSession(
            context.Response.BodyWriter,
            SessionFrames.Of(framing.Wire, StreamOpening.RetryFor(settings, Random.Shared), parameters.NamedKeepAlive),
            StreamOpening.TimesFor(settings, Random.Shared),
            context.Abort);
        session.Add(new Subscriber(resource.Broadcast, parameters.Since, framing));
        metrics.SessionOpened(Transport);
        try
        {
            var end = await shards.RunAsync(session, context.RequestAborted);
            if (end != SessionEnd.ClientLeft) metrics.Recycled(WordOf(end));
        }
        finally
        {
            metrics.SessionClosed(Transport);
        }
    }

    private static void Prepare(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = SseWire.Instance.ContentType;
        headers.CacheControl = "no-cache, no-transform";
        headers.Vary = "Accept";
        // nginx in front buffers a proxied response unless this header tells it not to.
        headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // SendTimeout is the rule for slow readers; HTTP/2 has no such feature.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        // Without this the server's own request duration reads as ten minutes.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags) tags.MetricsDisabled = true;
        context.Features.Get<IHttpActivityFeature>()?.Activity?.SetTag("http.long_running", "true");
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        metrics.Refused(refusal.Code);
        return Problem.WriteAsync(context, refusal);
    }

    private static void Redirect(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = location;
        context.Response.Headers.Vary = "Accept";
    }

    private static string WordOf(SessionEnd end) => end switch
    {
        SessionEnd.Recycled => "recycled",
        SessionEnd.Drained => "drained",
        SessionEnd.Stalled => "stalled",
        SessionEnd.Cut => "cut",
        _ => "resource_over",
    };

    private static Refusal RefusalOf(PollOutcome.Ended ended) => ended.Kind switch
    {
        EndKind.Unauthorized => new(401, "unauthorized", "The site asks for a login", Sentence(ended.Reason)),
        EndKind.Gone => new(404, "gone", "There is no such page", Sentence(ended.Reason)),
        EndKind.TooLarge => new(406, "too_large", "The page is too large to be streamed", Sentence(ended.Reason)),
        EndKind.Varies => new(503, "varies", "The page's Vary header keeps changing", Sentence(ended.Reason), 5),
        _ => new(406, "not_watchable", "The page cannot be streamed", Sentence(ended.Reason)),
    };

    private static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..] + ".";
}
