using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.Direct;

/// <summary>The transport that Kestrel would have without this one, its connections being <see cref="DirectConnection"/>s.</summary>
/// <param name="services">The transports are asked for late, as this is one of them.</param>
internal sealed class DirectTransport(IServiceProvider services) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => Of(endpoint) is not null;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var transport = Of(endpoint) ?? throw new NotSupportedException($"No transport can listen at {endpoint}.");
        return new DirectListener(await transport.BindAsync(endpoint, cancellationToken));
    }

    /// <summary>As Kestrel chooses: the last one that can bind there.</summary>
    private IConnectionListenerFactory? Of(EndPoint endpoint) => services.GetServices<IConnectionListenerFactory>()
        .LastOrDefault(other => other is not DirectTransport && (other as IConnectionListenerFactorySelector)?.CanBind(endpoint) != false);
}
