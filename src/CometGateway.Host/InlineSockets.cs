using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CometGateway.Host;

/// <summary>
/// Where the operator has .NET run sockets' continuations inline, the server does so too: a request goes on where its socket's news is found, and no thread of the pool has to be woken.
/// One of the two alone is dearer than neither. Off unless it is asked for: a client or a site that always has more to send, and is never waited for, keeps the other
/// sockets of its thread waiting. README, "Threads", has what it takes and gives.
/// </summary>
internal static class InlineSockets
{
    /// <summary>.NET's own (System.Net.Sockets, SocketAsyncEngine): read once, before the first socket. 1 is on, anything else off.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static void Configure(SocketTransportOptions sockets) => Configure(sockets, Environment.GetEnvironmentVariable(Variable));

    /// <param name="said">What the variable holds.</param>
    public static void Configure(SocketTransportOptions sockets, string? said) => sockets.UnsafePreferInlineScheduling = string.Equals(said, "1", StringComparison.Ordinal);
}
