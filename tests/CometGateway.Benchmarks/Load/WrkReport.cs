namespace CometGateway.Benchmarks.Load;

/// <summary>What wrk saw; latencies in ms.</summary>
/// <param name="Trouble">Answers that were errors, or null.</param>
internal sealed record WrkReport(double Requests, double PerSecond, double P50, double P99, string? Trouble);
