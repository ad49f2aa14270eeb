using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.PollToPush;

/// <summary>One way to run the gateway, over the rounds; latencies in ms.</summary>
internal sealed class PushFigures
{
    public Samples EventsPerSecond { get; } = new();

    /// <summary>Events received, for each stream and state that the site showed, %.</summary>
    public Samples Delivered { get; } = new();

    public Samples BytesPerEvent { get; } = new();

    public Samples P50 { get; } = new();

    public Samples P99 { get; } = new();

    public Samples Slowest { get; } = new();

    /// <summary>States that were skipped, repeated or in the wrong order, and streams that ended.</summary>
    public Samples Wrong { get; } = new();

    /// <summary>Patches that were applied one after the other.</summary>
    public Samples Applied { get; } = new();

    /// <summary>Times that what the patches made was compared with what the site had said.</summary>
    public Samples Compared { get; } = new();

    /// <summary>Share of the two cores, %.</summary>
    public Samples Gateway { get; } = new();

    public Samples Client { get; } = new();

    public Samples Site { get; } = new();

    /// <summary>µs of the gateway's CPU for each event.</summary>
    public Samples CpuPerEvent { get; } = new();
}
