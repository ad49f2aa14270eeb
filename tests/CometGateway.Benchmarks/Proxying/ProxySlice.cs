namespace CometGateway.Benchmarks.Proxying;

/// <summary>What was seen of one proxy under load for a few seconds; CPU in µs, latencies in ms.</summary>
/// <param name="SiteShare">Requests that the site saw, for each of the clients'.</param>
internal sealed record ProxySlice(double CpuPerRequest, double PerSecond, double P50, double P99, double SiteShare);
