namespace CometGateway.Transports;

/// <summary>
/// Frames by their framing. Of all framings a resource's clients use a few, which a walk over an array finds as fast as an index would, and
/// thousands of resources hold no empty places. From any thread: of two who add at once one may be lost, and is asked for again.
/// </summary>
internal sealed class FramesInUse
{
    private (int Index, Frame Frame)[] _entries = [];

    /// <summary>Null where none was added.</summary>
    public Frame? Find(int index)
    {
        foreach (var entry in Volatile.Read(ref _entries))
        {
            if (entry.Index == index) return entry.Frame;
        }

        return null;
    }

    public Frame Add(int index, Frame frame)
    {
        Volatile.Write(ref _entries, [.. Volatile.Read(ref _entries), (index, frame)]);
        return frame;
    }
}
