using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Polling;

/// <summary>One way to run the gateway, over the rounds; CPU in µs.</summary>
internal sealed class PollingFigures
{
    public Samples CpuPerPoll { get; } = new();

    public Samples CpuPerRequest { get; } = new();

    public Samples PollsPerSecond { get; } = new();

    public Samples RequestsPerSecond { get; } = new();

    /// <summary>Polls that were answered otherwise than 304, %.</summary>
    public Samples Changed { get; } = new();

    /// <summary>Requests that the site answered 304, of those that were sent, %: more than 100 would be polls beside them.</summary>
    public Samples Passed { get; } = new();
}
