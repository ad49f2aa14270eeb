using CometGateway.Benchmarks.Proxying;

namespace CometGateway.Benchmarks.Servers;

/// <summary>Kestrel with the watched page in memory, as a process of its own.</summary>
internal static class KestrelAloneServer
{
    public static Task<IProxyServer> StartAsync() => BareProgram.StartAsync(KestrelAlone.Word, new Dictionary<string, string?>(StringComparer.Ordinal), (site, _) => $"http://127.0.0.1:{site.Port}{ProxyCase.Page}");
}
