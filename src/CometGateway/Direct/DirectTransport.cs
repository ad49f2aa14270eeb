using System.Net;
using System.Reflection;
using CometGateway.HandOff;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.NamedPipes;
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
    private static readonly Assembly[] _known = [typeof(SocketTransportFactory).Assembly, typeof(NamedPipeTransportOptions).Assembly, typeof(DirectTransport).Assembly];

    public bool CanBind(EndPoint endpoint)
    {
        var all = services.GetServices<IConnectionListenerFactory>().ToList();
        return all.TrueForAll(one => _known.Contains(one.GetType().Assembly)) && all.OfType<SocketTransportFactory>().Any(sockets => sockets.CanBind(endpoint));
    }

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var all = services.GetServices<IConnectionListenerFactory>().ToList();
        IConnectionListenerFactory transport = all.OfType<HandOffTransport>().Last() is var handOff && handOff.CanBind(endpoint) ? handOff : all.OfType<SocketTransportFactory>().Last();
        return new DirectListener(await transport.BindAsync(endpoint, cancellationToken));
    }
}
