namespace CometGateway.Host.Memory;

/// <summary>What the garbage collector has, in bytes.</summary>
internal interface IHeap
{
    /// <summary>All that has ever been allocated.</summary>
    long Allocated { get; }

    /// <summary>What the last collection left in use, with what has died since and without what has come; zero before the first.</summary>
    long Live { get; }

    /// <summary>What the process has from the system for its heap, as of the last collection.</summary>
    long Committed { get; }

    /// <summary>Collects everything and gives the system what is free. Nothing else runs meanwhile.</summary>
    void Trim();
}
