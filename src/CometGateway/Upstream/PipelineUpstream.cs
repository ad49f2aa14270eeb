using System.Diagnostics;
using CometGateway.Core.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>
/// A poll is an ordinary trip through the route's own proxy pipeline, with us as the client: transforms, load balancing,
/// passive health, timeouts and error mapping are the site's own.
/// </summary>
/// <param name="next">The rest of the proxy pipeline, behind our middleware.</param>
internal sealed partial class PipelineUpstream(
    RequestDelegate next,
    IProxyStateLookup lookup,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<PipelineUpstream> logger) : IUpstream
{
    private static readonly ActivitySource _source = new(CometDiagnostics.ActivitySourceName);

    public async ValueTask<PollAnswer> PollAsync(
        string routeId, PollRequest request, UpstreamLimits limits, StickyDestination sticky, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();

        // A poll serves everybody: whoever's request happened to start the loop must not become its parent.
        Activity.Current = null;
        using var activity = _source.StartActivity("comet.poll");
        activity?.SetTag("comet.route", routeId);
        var requestedAt = time.GetUtcNow();
        var started = time.GetTimestamp();

        var (answer, destination) = await SendAsync(routeId, request, limits, sticky, stopping);

        sticky.Remember(destination, answer);
        Describe(activity, answer);
        if (answer.Fault is { } fault)
            LogFault(routeId, fault, destination?.DestinationId, time.GetElapsedTime(started).TotalMilliseconds);
        else
            LogAnswer(routeId, answer.Status, answer.Body.Length, destination?.DestinationId, time.GetElapsedTime(started).TotalMilliseconds);
        return answer with { RequestedAt = requestedAt, ReceivedAt = time.GetUtcNow() };
    }

    private async Task<(PollAnswer Answer, DestinationState? Destination)> SendAsync(
        string routeId, PollRequest request, UpstreamLimits limits, StickyDestination sticky, CancellationToken stopping)
    {
        // Looked up for every poll: a reload replaces the models, and an old one would keep a removed destination alive.
        if (!lookup.TryGetRoute(routeId, out var route) || route.Cluster is not { } cluster)
            return (Faulted(PollFault.Unavailable), null);

        var destinations = cluster.DestinationsState;
        var hasAffinity = PollCluster.HasAffinity(cluster.Model, request);
        var proxy = new ReverseProxyFeature
        {
            Route = route,
            Cluster = PollCluster.Of(cluster.Model, limits.Timeout, hasAffinity),
            AllDestinations = destinations.AllDestinations,
            AvailableDestinations = hasAffinity ? destinations.AvailableDestinations : sticky.Narrow(destinations.AvailableDestinations),
        };
        var context = PollContext.Create(request, route, proxy);
        using var lifetime = new PollLifetime(limits.Timeout, time, stopping);
        await using var body = new BoundedBody(limits.MaxBodyBytes, () => context.Response.ContentLength);
        await using var scope = scopes.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));

        var fault = await RunAsync(context, routeId) ?? ForwarderFault.Of(context) ?? Truncated(context, body);
        if (fault is not null || lifetime.Aborted || body.LimitHit)
        {
            stopping.ThrowIfCancellationRequested();
            if (lifetime.TimedOut) fault = PollFault.Timeout;
            var faulted = Faulted(body.LimitHit ? PollFault.BodyTooLarge : fault ?? PollFault.Transport);
            return (faulted with { FaultDetail = body.LimitHit ? null : ForwarderFault.DetailOf(context, proxy.ProxiedDestination) }, proxy.ProxiedDestination);
        }

        var answer = new PollAnswer(context.Response.StatusCode, PollContext.ResponseHeaders(context), body.Collected(), default, default);
        return (answer, proxy.ProxiedDestination);
    }

    private async Task<PollFault?> RunAsync(HttpContext context, string routeId)
    {
        try
        {
            await next(context);
            await context.Response.CompleteAsync();
            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return PollFault.Transport;
        }
        catch (Exception exception)
        {
            // A middleware of the site's owner may throw anything; the resource must live on and back off. The message stays
            // out of the log, since it may quote a header or the query.
            LogPipelineThrew(routeId, exception.GetType().FullName ?? exception.GetType().Name, exception.StackTrace);
            return PollFault.Transport;
        }
    }

    /// <summary>A body shorter than its Content-Length (RFC 9112 §8); a 304 states the length of the body that it does not carry.</summary>
    private static PollFault? Truncated(HttpContext context, BoundedBody body) =>
        context.Response.StatusCode is not StatusCodes.Status304NotModified && context.Response.ContentLength > body.Length
            ? PollFault.Transport
            : null;

    private static PollAnswer Faulted(PollFault fault) => new(0, HeaderFields.Empty, default, default, default, fault);

    private static void Describe(Activity? activity, PollAnswer answer)
    {
        if (activity is null) return;
        if (answer.Fault is { } fault)
            activity.SetTag("error.type", fault.ToString()).SetStatus(ActivityStatusCode.Error);
        else
            activity.SetTag("http.response.status_code", answer.Status);
    }
}
