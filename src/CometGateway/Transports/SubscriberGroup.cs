using CometGateway.Core.Snapshots;

namespace CometGateway.Transports;

/// <summary>The subscribers that one resource has on one shard. Its list belongs to that shard's loop alone.</summary>
internal sealed class SubscriberGroup
{
    private readonly List<Subscriber> _members = [];
    private int _isDirty;

    public int Count => _members.Count;

    /// <summary>When the last of them must have left, in the shard's milliseconds; null while the resource is not drained.</summary>
    public long? LeaveBy { get; set; }

    /// <summary>The state that the last walk wrote.</summary>
    public Snapshot? Written { get; set; }

    public Subscriber this[int index] => _members[index];

    /// <summary>True for the first signal since the last walk, so that a burst of changes queues one walk.</summary>
    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, 1) == 0;

    /// <summary>Before the walk reads the view: a change that comes later then queues another walk.</summary>
    public void ClearDirty() => Interlocked.Exchange(ref _isDirty, 0);

    public void Add(Subscriber subscriber)
    {
        subscriber.Index = _members.Count;
        _members.Add(subscriber);
    }

    /// <summary>Moves the last member into the gap: a walk from the end meets everybody once.</summary>
    public void Remove(Subscriber subscriber)
    {
        var last = _members[^1];
        _members[subscriber.Index] = last;
        last.Index = subscriber.Index;
        _members.RemoveAt(_members.Count - 1);
    }
}
