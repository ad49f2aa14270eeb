namespace CometGateway.Benchmarks.Load;

/// <summary>What the site has answered since its counters were zeroed.</summary>
internal sealed record OriginStats(long Requests, long Ok, long NotModified, long Bytes, long Connections);
