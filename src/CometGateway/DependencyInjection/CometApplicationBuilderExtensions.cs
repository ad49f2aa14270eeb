using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Routing;
using CometGateway.Upstream;
using Yarp.ReverseProxy;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds CometGateway to the proxy's pipeline.</summary>
public static class CometApplicationBuilderExtensions
{
    /// <summary>
    /// Streams and snapshot answers on routes with a Comet policy; everything else goes on to the rest of the pipeline. Put it
    /// first, before session affinity and load balancing: what comes after it is what polls travel through.
    /// </summary>
    /// <param name="proxy">The builder that <c>MapReverseProxy</c> hands out.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException"><c>AddComet</c> was not called, or Comet is in the proxy's pipeline already.</exception>
    public static IReverseProxyApplicationBuilder UseComet(this IReverseProxyApplicationBuilder proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        var services = proxy.ApplicationServices;
        PipelineCheck.Of(services).Use();
        // Made now, before the first configuration is applied, so that they hear of it.
        _ = services.GetRequiredService<ResourceTable>();
        proxy.Use(next =>
        {
            var upstream = ActivatorUtilities.CreateInstance<PipelineUpstream>(services, next);
            var middleware = ActivatorUtilities.CreateInstance<CometMiddleware>(services, next, upstream);
            return middleware.InvokeAsync;
        });
        return proxy;
    }
}
