using CometGateway.Benchmarks.Load;

namespace CometGateway.Benchmarks.Growth;

/// <summary>The gateway's memory at one moment, in bytes.</summary>
/// <param name="Minute">Since all streams were open first.</param>
/// <param name="Own">After a collection, what belongs to the process alone.</param>
/// <param name="Before">The same before the collection.</param>
/// <param name="Seen">What its clients had seen by then.</param>
internal sealed record GrowthSample(double Minute, long Own, long Before, VisitorReport Seen);
