using CometGateway.Configuration;
using CometGateway.Diagnostics;
using CometGateway.Lifetime;
using CometGateway.Routing;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gateway's endpoints.</summary>
public static class CometEndpointRouteBuilderExtensions
{
    private const string Prefix = "/_comet";

    /// <summary>
    /// The reverse proxy with Comet in front of YARP's usual pipeline (session affinity, load balancing, passive health checks),
    /// and the gateway's own endpoints (<see cref="MapComet"/>).
    /// </summary>
    /// <param name="endpoints">The application's endpoints, or a group of them without a prefix: under another the application does not start.</param>
    /// <returns>A builder for conventions on all proxied routes.</returns>
    /// <exception cref="InvalidOperationException"><c>AddComet</c> was not called, or this or a part of it was called before.</exception>
    public static ReverseProxyConventionBuilder MapCometReverseProxy(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        _ = PipelineCheck.Of(endpoints.ServiceProvider);
        endpoints.MapComet();
        return endpoints.MapReverseProxy(proxy =>
        {
            proxy.UseComet();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    /// <summary>
    /// The gateway's own endpoints alone, for applications that build the proxy's pipeline themselves:
    /// GET /_comet/stream, which opens watched routes by their own authorisation policies, those of the groups they are in, and what stands before UseComet in the proxy's pipeline, and not
    /// by other middleware of the application, POST /_comet/refresh, GET /_comet/ with its figures under /_comet/status, and the browser client, /_comet/comet.js.
    /// </summary>
    /// <param name="endpoints">The application's endpoints, or a group of them without a prefix: under another the application does not start.</param>
    /// <returns>A builder for conventions on these endpoints, such as authorisation.</returns>
    /// <exception cref="InvalidOperationException"><c>AddComet</c> was not called, or the endpoints are mapped already.</exception>
    public static IEndpointConventionBuilder MapComet(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        PipelineCheck.Of(services).Map(endpoints);
        var (routes, resources) = (services.GetRequiredService<CometRoutes>(), services.GetRequiredService<CometGateway.ICometResources>());
        var page = ActivatorUtilities.CreateInstance<StatusPage>(services);
        var group = endpoints.MapGroup(Prefix);
        ((IEndpointConventionBuilder)group).Add(RefusePrefix);
        // A cache of the application's lets one request of a URL through at a time, and a second stream would wait for the end of the first.
        group.WithMetadata(new OutputCacheAttribute { NoStore = true });
        group.MapPost("/refresh", context => RefreshEndpoint.InvokeAsync(context, routes, resources));
        var (many, sockets) = (services.GetRequiredService<ManyHandler>(), services.GetRequiredService<SocketHandler>());
        // A WebSocket over HTTP/2 comes as CONNECT.
        group.MapMethods("/stream", [HttpMethods.Get, HttpMethods.Connect], context => StreamTransport.IsWebSocket(context) ? sockets.InvokeAsync(context) : many.InvokeAsync(context));
        group.MapGet("/", page.WritePageAsync);
        group.MapGet("/status", page.WriteFiguresAsync);
        CometGateway.Client.ClientEndpoints.Map(group);
        return group;
    }

    /// <summary>Polls, and the names that the browser client is told, know nothing of a prefix. Only the finished endpoint shows that there is one.</summary>
    private static void RefusePrefix(EndpointBuilder endpoint)
    {
        var path = ((RouteEndpointBuilder)endpoint).RoutePattern.RawText!;
        if (path.StartsWith(Prefix, StringComparison.Ordinal)) return;
        throw new InvalidOperationException(
            $"MapComet and MapCometReverseProxy were called in a group with a prefix, which makes '{path}': their paths must begin with '{Prefix}'. Use a group without a prefix, MapGroup(\"\"), or, for a prefix of the whole application, UsePathBase.");
    }
}
