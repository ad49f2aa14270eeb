namespace CometGateway.Host.Memory;

/// <summary>When a full collection costs nobody much: hardly anything has been allocated for a while, and before that as much as it has to look through.</summary>
internal sealed class Rest
{
    /// <summary>The most that is allocated from one look to the next at rest. A poll takes 10 to 20 KB.</summary>
    public const long QuietBytes = 1 << 20;

    /// <summary>The least between two collections. Where more is in use it is as much as that, so that the time for a collection stays a small part of the time for what was allocated.</summary>
    public const long LeastBytes = 16 << 20;

    /// <summary>The most that was found in use: more would take over half a second to look through, and what is given back is the smaller part of it.</summary>
    public const long MostLiveBytes = 512 << 20;

    private long _allocated;
    private long _allocatedAtTrim;

    /// <param name="allocated">All that has ever been allocated, in bytes.</param>
    /// <param name="live">What is in use, in bytes.</param>
    public bool IsWorthATrim(long allocated, long live)
    {
        var sinceLastLook = allocated - _allocated;
        _allocated = allocated;
        if (sinceLastLook > QuietBytes || live > MostLiveBytes || allocated - _allocatedAtTrim < Math.Max(LeastBytes, live)) return false;
        _allocatedAtTrim = allocated;
        return true;
    }
}
