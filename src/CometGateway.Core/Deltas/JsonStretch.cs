namespace CometGateway.Core.Deltas;

/// <summary>How far two texts that are walked side by side go on with the same bytes within one object or array.</summary>
/// <param name="Start">In the old text, where the last member or item starts that begins before they differ; white space may stand before it.</param>
/// <param name="Passed">How many commas were passed on the way there.</param>
/// <param name="Until">The first place in the old text at which they differ; not told where <paramref name="Close"/> is.</param>
/// <param name="Close">Where the closing bracket is in the old text, when it comes before they differ; else -1.</param>
internal readonly record struct JsonStretch(int Start, int Passed, int Until, int Close);
