using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>One proxy with one kind of request, over the rounds; latencies in ms.</summary>
internal sealed class ProxyFigures
{
    /// <summary>µs of the proxy's CPU.</summary>
    public Samples CpuPerRequest { get; } = new();

    public Samples PerSecond { get; } = new();

    public Samples P50 { get; } = new();

    public Samples P99 { get; } = new();

    /// <summary>Requests that the site saw, for each of the clients'.</summary>
    public Samples SiteShare { get; } = new();
}
