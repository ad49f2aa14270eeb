namespace CometGateway.Core.Deltas;

/// <summary>What a block of JSON has to know of the strings before it.</summary>
internal struct JsonStrings
{
    /// <summary>All bits while a string goes on into it, else none.</summary>
    public ulong Inside;

    /// <summary>Its lowest bit, when the block before ends with a backslash that speaks of the first byte.</summary>
    public ulong Escaped;
}
