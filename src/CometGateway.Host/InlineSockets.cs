using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CometGateway.Host;

/// <summary>
/// Where the operator has .NET run sockets' continuations inline, the server does so too: a request is worked on by the thread that hears of its socket's data, and mostly no thread of the pool has to be woken.
/// The server's part alone is dearer than neither. Off unless it is asked for: whatever occupies such a thread keeps its other sockets waiting. README, "Threads", has what it gives
/// and takes. Connections that can be handed off (HandOff) go by the pool all the same.
/// </summary>
internal static class InlineSockets
{
    /// <summary>.NET's own (System.Net.Sockets, SocketAsyncEngine): read once, before the first socket. 1 is on, anything else off; on Windows nothing reads it.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static void Configure(SocketTransportOptions sockets) => Configure(sockets, Environment.GetEnvironmentVariable(Variable));

    /// <param name="said">What the variable holds.</param>
    public static void Configure(SocketTransportOptions sockets, string? said) =>
        sockets.UnsafePreferInlineScheduling = !OperatingSystem.IsWindows() && string.Equals(said, "1", StringComparison.Ordinal);
}
