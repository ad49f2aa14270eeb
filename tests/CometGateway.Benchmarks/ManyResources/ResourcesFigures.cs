using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>One way to run the gateway with one crowd, over the rounds.</summary>
internal sealed class ResourcesFigures
{
    /// <summary>µs of the gateway's CPU for each event that a stream received, the polls included.</summary>
    public Samples CpuPerDelivery { get; } = new();

    public Samples DeliveriesPerSecond { get; } = new();

    public Samples PollsPerSecond { get; } = new();

    /// <summary>ms from the site's answer to a poll to the receipt.</summary>
    public Samples P50 { get; } = new();

    public Samples P99 { get; } = new();

    /// <summary>Events that were skipped, repeated or in the wrong order, and streams that ended.</summary>
    public Samples Wrong { get; } = new();

    /// <inheritdoc cref="Load.PollTimes.Fullest"/>
    public Samples Fullest { get; } = new();

    /// <inheritdoc cref="Load.PollTimes.BusiestHalf"/>
    public Samples BusiestHalf { get; } = new();
}
