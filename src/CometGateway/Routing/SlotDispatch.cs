using CometGateway.Core.Http;
using CometGateway.Lifetime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Routing;

/// <summary>
/// Sends a request for one URL of a connection with many through the application's routing, the route's authorisation with the connection's own
/// user, and the proxy's pipeline as far as our middleware. Endpoints that are no proxy routes are never run. What the application guards by
/// middleware of its own, outside of the route's policy and the proxy's pipeline, it has to guard for /_comet/stream too.
/// </summary>
internal sealed class SlotDispatch(TimeProvider time, IServiceProvider services, PipelineCheck check)
{
    public static Refusal NotWatched { get; } = new(404, "not_watched", "This URL is not watched", "No route that has a CometPolicy answers it.");

    private static readonly Refusal _unauthorized = new(
        401, "unauthorized", "The gateway asks for a login", "The route's authorization policy, or the proxy's own pipeline, refuses this user.");

    private static readonly Refusal _forbidden = _unauthorized with { Status = 403, Code = "forbidden", Title = "This URL is forbidden" };

    /// <summary>
    /// The limiter's counts are those of the application's own middleware, which sees the page's own URL alone: clients go on to a way of listening to that.
    /// </summary>
    private static readonly Refusal _counted = new(
        406, "own_url", "This page is followed by its own URL",
        "The route has a RateLimiterPolicy, which counts requests to this URL itself: ask for a stream, or a long poll, of this URL.");

    private static readonly string[] _ofTheConnection =
    [
        HeaderNames.Connection, HeaderNames.Upgrade, HeaderNames.SecWebSocketKey, HeaderNames.SecWebSocketVersion, HeaderNames.SecWebSocketProtocol,
        HeaderNames.SecWebSocketExtensions, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, "Last-Event-ID",
    ];

    // The application has all its endpoints when the first request comes.
    private readonly Lazy<RequestDelegate> _way = new(() => Build(services, SourcesOf(check.Endpoints!, services)));

    /// <summary>The application mapped our endpoints, and so wants connections with many URLs.</summary>
    public bool IsReady => check.IsMapped;

    /// <summary>What <see cref="SendAsync"/> needs of the connection's request. To be called by that request's own task.</summary>
    public static ConnectionRequest RequestOf(HttpContext context) => ConnectionRequest.Of(context, _ofTheConnection);

    /// <summary>Completes when <paramref name="slot"/> has its answer.</summary>
    /// <param name="connection">Of the request of the connection.</param>
    public async Task<SlotAnswer> SendAsync(ConnectionRequest connection, SlotUrl url, SlotRequest slot, CancellationToken left)
    {
        // A page knows URLs with the application's path base; a route has it in front of its paths.
        if (!url.Path.StartsWithSegments(connection.PathBase, StringComparison.OrdinalIgnoreCase, out var path)) return SlotAnswer.Refused(NotWatched);
        await using var scope = connection.Scopes.CreateAsyncScope();
        var context = connection.For(path, url.Query, scope.ServiceProvider, left);
        if (connection.Own.Path == path && connection.Own.Query == url.Query) slot.CameBy = connection.Own.Endpoint;
        context.Features.Set(slot);
        context.Features.Set<IEndpointFeature>(new SlotEndpoint());
        try
        {
            await _way.Value(context);
        }
        catch
        {
            // Of the proxy's own pipeline, on the way back: nobody would come to know of what ours has attached.
            slot.Answer?.Attached?.Resource.Lifeline.Detach();
            throw;
        }

        return slot.Answer ?? SlotAnswer.Refused(RefusalBy(context.Response));
    }

    /// <summary>Of an answer that came before our middleware.</summary>
    private Refusal RefusalBy(HttpResponse response) => response.StatusCode switch
    {
        401 or (>= 300 and < 400) => _unauthorized,
        403 => _forbidden,
        404 or < 400 => NotWatched,
        var status => new(
            status, "refused", "The application refuses this URL", FormattableString.Invariant($"The proxy's own pipeline answered {status}."),
            RetryAfter.Parse(response.Headers.RetryAfter, time.GetUtcNow()) is { } wait ? (int)Math.Min(Math.Ceiling(wait.TotalSeconds), int.MaxValue) : null),
    };

    private static RequestDelegate Build(IServiceProvider services, IEnumerable<EndpointDataSource> sources)
    {
        var way = new ApplicationBuilder(services);
        way.UseRouting();
        way.Use(next => context => ((SlotEndpoint)context.Features.GetRequiredFeature<IEndpointFeature>()).Show() is { } found && RouteOf(found) is not null ? next(context) : Task.CompletedTask);
        if (services.GetService<IAuthorizationHandlerProvider>() is not null) way.UseAuthorization();
        way.Use(_ => context =>
        {
            var (endpoint, slot) = (context.GetEndpoint()!, context.Features.Get<SlotRequest>()!);
            if (RefusalBy(services, endpoint.Metadata, isCounted: RouteOf(endpoint) == RouteOf(slot.CameBy)) is not { } refusal) return endpoint.RequestDelegate!(context);
            slot.Answer = SlotAnswer.Refused(refusal);
            return Task.CompletedTask;
        });
        way.UseEndpoints(routes =>
        {
            foreach (var source in sources) routes.DataSources.Add(source);
        });
        return way.Build();
    }

    /// <summary>Those among which ours are mapped. A group knows its endpoints without what it says of them itself, and not what it is in: there it is the whole application's.</summary>
    private static IEnumerable<EndpointDataSource> SourcesOf(IEndpointRouteBuilder endpoints, IServiceProvider services) =>
        endpoints is not RouteGroupBuilder ? endpoints.DataSources
        : services.GetRequiredService<EndpointDataSource>() is CompositeEndpointDataSource all ? all.DataSources
        : [services.GetRequiredService<EndpointDataSource>()];

    /// <summary>Null for what is no proxy route. An endpoint in a group is made anew for each who asks for it, and its route is not.</summary>
    private static RouteModel? RouteOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<RouteModel>();

    /// <summary>A policy that nothing here can check refuses everybody, and a rate that nothing here can count is not gone around.</summary>
    /// <param name="isCounted">The application's limiter has let the connection itself in for this URL.</param>
    private static Refusal? RefusalBy(IServiceProvider services, EndpointMetadataCollection metadata, bool isCounted)
    {
        if (!isCounted && metadata.GetMetadata<EnableRateLimitingAttribute>() is not null && metadata.GetMetadata<DisableRateLimitingAttribute>() is null) return _counted;
        return services.GetService<IAuthorizationHandlerProvider>() is not null
            || metadata.GetMetadata<IAuthorizeData>() is null || metadata.GetMetadata<IAllowAnonymous>() is not null ? null : _forbidden;
    }
}
