using CometGateway.Benchmarks.Load;

namespace CometGateway.Benchmarks.Servers;

/// <summary>A proxy in front of the benchmark's site.</summary>
internal interface IProxyServer : IAsyncDisposable
{
    int Port { get; }

    OriginSite Site { get; }

    IReadOnlyList<int> Processes { get; }
}
