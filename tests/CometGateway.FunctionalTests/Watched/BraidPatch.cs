namespace CometGateway.FunctionalTests.Watched;

/// <summary>What takes the place of a range of the text.</summary>
internal sealed record BraidPatch(int Start, int End, string Content);
