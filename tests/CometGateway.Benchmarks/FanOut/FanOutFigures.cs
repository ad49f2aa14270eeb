using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>One server in one phase, over the rounds.</summary>
internal sealed class FanOutFigures
{
    /// <summary>µs of the server's CPU for each event that a stream received.</summary>
    public Samples CpuPerDelivery { get; } = new();

    /// <summary>µs for each change that a stream got to, those skipped on the way included.</summary>
    public Samples CpuPerChange { get; } = new();

    public Samples UserPerDelivery { get; } = new();

    public Samples ChangesPerSecond { get; } = new();

    public Samples P50 { get; } = new();

    public Samples P99 { get; } = new();

    /// <summary>Until the last stream had it.</summary>
    public Samples Last { get; } = new();

    /// <summary>On the wire, with the framing of HTTP.</summary>
    public Samples BytesPerDelivery { get; } = new();

    /// <summary>What each stream added to the server's memory (Pss) before the first phase, after a collection; the same in all phases.</summary>
    public Samples BytesPerStream { get; } = new();

    /// <summary>Events that never came, and those that came in the wrong order.</summary>
    public Samples Wrong { get; } = new();

    /// <summary>What was agreed on within TLS: version, cipher suite, protocol. One of each server, unless something is wrong.</summary>
    public ISet<string> Agreed { get; } = new SortedSet<string>(StringComparer.Ordinal);
}
