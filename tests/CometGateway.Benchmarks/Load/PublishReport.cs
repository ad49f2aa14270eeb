namespace CometGateway.Benchmarks.Load;

/// <summary>What the publisher saw; times in µs.</summary>
/// <param name="Missing">Deliveries that had not come after two seconds of silence.</param>
internal sealed record PublishReport(int Published, double Seconds, long Errors, long Missing, int BadStatus, double PostP50, double PostP99);
