using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Storm;

/// <summary>One server's storms, over the rounds.</summary>
internal sealed class StormFigures
{
    /// <summary>Seconds until every client had the state.</summary>
    public Samples Seconds { get; } = new();

    /// <summary>µs of CPU for each client.</summary>
    public Samples CpuPerClient { get; } = new();

    /// <summary>MiB, the most that was ever resident.</summary>
    public Samples Peak { get; } = new();

    /// <summary>MiB that the peak is over what was resident before.</summary>
    public Samples Growth { get; } = new();

    public Samples Failed { get; } = new();
}
