namespace CometGateway.Benchmarks.Load;

/// <summary>What the paced requests saw; times in µs.</summary>
/// <param name="Wrong">Answers that were no 304, and those that never came.</param>
/// <param name="Late">Requests that had to wait for a free connection.</param>
internal sealed record PacedReport(long Requests, double Seconds, long Wrong, long Late, double P50, double P99);
