namespace CometGateway.Core.Deltas;

/// <summary>One item of a list.</summary>
/// <param name="Key">What tells it apart from the other items of its list, and finds it again in the next state.</param>
/// <param name="Value">JSON in UTF-8 as it goes into an event.</param>
internal readonly record struct ItemsEntry(string Key, ReadOnlyMemory<byte> Value);
