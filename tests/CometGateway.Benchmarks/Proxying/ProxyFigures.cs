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

    /// <summary>One round's turns, whose means count.</summary>
    public void Add(IReadOnlyList<ProxySlice> turns)
    {
        CpuPerRequest.Add(turns.Average(turn => turn.CpuPerRequest));
        PerSecond.Add(turns.Average(turn => turn.PerSecond));
        P50.Add(turns.Average(turn => turn.P50));
        P99.Add(turns.Average(turn => turn.P99));
        SiteShare.Add(turns.Average(turn => turn.SiteShare));
    }
}
