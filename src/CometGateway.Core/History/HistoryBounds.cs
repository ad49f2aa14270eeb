namespace CometGateway.Core.History;

/// <summary>How much of its past a resource keeps. The current snapshot is always kept.</summary>
/// <param name="Changes">Greatest number of changes.</param>
/// <param name="Bytes">Greatest sum of their bodies.</param>
/// <param name="Age">Longest time since a version was replaced.</param>
internal sealed record HistoryBounds(int Changes, long Bytes, TimeSpan Age);
