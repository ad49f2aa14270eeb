namespace CometGateway.Core.Deltas;

/// <summary>One event as every transport sends it.</summary>
/// <param name="Name">The event's name; null for the unnamed event (`message` in an EventSource).</param>
/// <param name="Data">UTF-8 text.</param>
internal readonly record struct DeltaEvent(string? Name, ReadOnlyMemory<byte> Data);
