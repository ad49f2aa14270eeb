using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Memory;

/// <summary>One server's idle streams, over the rounds.</summary>
internal sealed class IdleFigures
{
    /// <summary>Of the server without a stream.</summary>
    public Samples Base { get; } = new();

    /// <summary>Bytes that each stream added, after a collection.</summary>
    public Samples PerStream { get; } = new();

    /// <summary>The same as it rests, before the collection; the gateway has collected by itself by then.</summary>
    public Samples Uncollected { get; } = new();

    /// <summary>µs of CPU to open one.</summary>
    public Samples CpuPerOpening { get; } = new();

    /// <summary>µs of CPU for each change that a stream received, or a poll was answered with and came back.</summary>
    public Samples CpuPerDelivery { get; } = new();

    public Samples P99 { get; } = new();

    /// <summary>Changes that did not arrive, and polls that were answered without one.</summary>
    public Samples Wrong { get; } = new();
}
