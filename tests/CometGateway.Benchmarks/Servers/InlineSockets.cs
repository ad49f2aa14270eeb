namespace CometGateway.Benchmarks.Servers;

/// <summary>
/// The way to run a program in which a request goes on where its socket's news is found, as the README has it: the environment says so to .NET's sockets, and the program to its server.
/// Threads of the pool then have work one by one, and do not spin for it.
/// </summary>
internal static class InlineSockets
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [Variable] = "1", ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    /// <summary>Whether this process was started so.</summary>
    public static bool AreOn => string.Equals(System.Environment.GetEnvironmentVariable(Variable), "1", StringComparison.Ordinal);
}
