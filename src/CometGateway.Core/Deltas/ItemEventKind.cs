namespace CometGateway.Core.Deltas;

/// <summary>What an event of the `items` form says.</summary>
internal enum ItemEventKind : byte
{
    Reset,
    Added,
    Changed,
    Removed,
}
