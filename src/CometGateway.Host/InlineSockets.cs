using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CometGateway.Host;

/// <summary>
/// Has a request go on where its socket's news is found, by as many threads as there are cores, and not on another thread of the pool, which has to be woken first and again
/// whenever a read or a write completes. Measured by the benchmark "proxying". Whatever blocks such a thread, or computes for long on it, keeps its other
/// sockets waiting. The program has nothing of the kind, but a library cannot know what its application does: so this is the program's.
/// </summary>
internal static class InlineSockets
{
    /// <summary>.NET's own, and there is no other way to say it: it is read once, before the first socket. 1 or nothing for on here, anything else for off.</summary>
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private const string On = "1";

    /// <summary>Before the first socket of the process.</summary>
    public static void Prefer()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))) Environment.SetEnvironmentVariable(Variable, On);
    }

    /// <summary>The server goes by what the sockets do: one of the two alone is dearer than neither.</summary>
    public static void Configure(SocketTransportOptions sockets) =>
        sockets.UnsafePreferInlineScheduling = string.Equals(Environment.GetEnvironmentVariable(Variable), On, StringComparison.Ordinal);
}
