using System.Net;
using Microsoft.AspNetCore.Connections;

namespace CometGateway.Direct;

/// <summary>Another listener's connections as <see cref="DirectConnection"/>s.</summary>
internal sealed class DirectListener(IConnectionListener inner) : IConnectionListener
{
    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await inner.AcceptAsync(cancellationToken) is { } connection ? new DirectConnection(connection) : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
