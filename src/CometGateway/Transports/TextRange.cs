namespace CometGateway.Transports;

/// <summary>A range of the old text, in characters, and what takes its place.</summary>
/// <param name="End">The first character behind it.</param>
internal readonly record struct TextRange(int Start, int End, string Content);
