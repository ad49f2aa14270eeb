using System.Net;
using CometGateway.HandOff;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.Direct;

/// <summary>
/// Kestrel's sockets, or the connections that can be handed off, as <see cref="DirectConnection"/>s. Where an application has a transport of its own, nobody
/// knows what becomes of the bytes on their way to the socket, and all is left to it.
/// </summary>
/// <param name="services">The transports are asked for late, as this is one of them.</param>
internal sealed class DirectTransport(IServiceProvider services) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint)
    {
        var all = services.GetServices<IConnectionListenerFactory>().ToList();
        return all.TrueForAll(one => IsKnown(one) || (one as IConnectionListenerFactorySelector)?.CanBind(endpoint) == false) && all.OfType<SocketTransportFactory>().Any(sockets => sockets.CanBind(endpoint));
    }

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var all = services.GetServices<IConnectionListenerFactory>().ToList();
        IConnectionListenerFactory? handOff = all.OfType<HandOffTransport>().LastOrDefault(one => one.CanBind(endpoint));
        return new DirectListener(await (handOff ?? all.OfType<SocketTransportFactory>().Last()).BindAsync(endpoint, cancellationToken));
    }

    /// <summary>Not asked before it is bound: a transport that hands off warns where it cannot.</summary>
    private static bool IsKnown(IConnectionListenerFactory one) => one is DirectTransport or HandOffTransport or SocketTransportFactory;
}
