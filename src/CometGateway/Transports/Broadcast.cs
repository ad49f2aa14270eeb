using System.Collections.Concurrent;
using CometGateway.Core.History;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>What sessions see of one resource: the latest view, and who has to hear of it on each shard.</summary>
internal sealed class Broadcast
{
    private readonly SessionShards _shards;
    private readonly SubscriberGroup[] _groups;
    private readonly SharedFrames _frames;
    private readonly Lock _updating = new();
    private readonly int[] _subscribers = new int[Framing.All.Count];
    private readonly ConcurrentDictionary<(Version From, Version To, Framing Framing), byte> _making = [];
    private volatile BroadcastView _view;
    private int _waiting;

    /// <param name="bounds">Of the history; the frames made of it may take as many bytes again.</param>
    public Broadcast(SessionShards shards, HistoryBounds bounds, FrameEncoder encoder)
    {
        (_shards, _frames) = (shards, new(encoder, bounds.Bytes));
        _groups = [.. Enumerable.Range(0, shards.Count).Select(_ => new SubscriberGroup())];
        _view = new(_frames, ResourceHistory.Empty(bounds), ResourceStatus.Live);
    }

    public BroadcastView View => _view;

    /// <summary>How many are not told of changes and only wait for one.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public SubscriberGroup GroupOn(SessionShard shard) => _groups[shard.Index];

    public void Join(SessionShard shard, Subscriber subscriber)
    {
        _groups[shard.Index].Add(subscriber);
        Interlocked.Increment(ref CountOf(subscriber));
    }

    public void Leave(SessionShard shard, Subscriber subscriber)
    {
        _groups[shard.Index].Remove(subscriber);
        Interlocked.Decrement(ref CountOf(subscriber));
    }

    /// <summary>Swaps in the next view and signals the shards; the same view again signals nobody.</summary>
    /// <param name="next">Says the view to come by the one before. Without side effects, as it is asked twice.</param>
    public void Update(Func<BroadcastView, BroadcastView> next)
    {
        // Comparing large bodies takes long, so it is done by the poller, and before a shard's loop could come to need it.
        PrepareFor(next(_view));
        BroadcastView before, after;
        // The poller and a request that tells of its waiting may come at once; neither may undo the other.
        lock (_updating)
        {
            (before, after) = (_view, next(_view));
            if (ReferenceEquals(after, before)) return;
            _view = after;
        }

        if (!ReferenceEquals(after.History, before.History)) _frames.Retain(after.History);
        // Another page with the same part is nothing to a stream. Whoever comes to wait from here on meets the new view.
        if (!ReferenceEquals(after.Current, before.Current) || !ReferenceEquals(after.Status, before.Status) || Interlocked.CompareExchange(ref _waiting, 0, 0) > 0) Signal();
    }

    /// <summary>Makes a frame on no shard's loop, and signals the shards when it is there.</summary>
    public void MakeElsewhere(BroadcastView view, Version has, Framing framing)
    {
        var key = (has, view.Current!.Version, framing);
        if (!_making.TryAdd(key, 0)) return;
        _ = Task.Run(() =>
        {
            try
            {
                _ = view.FrameFor(has, framing);
            }
            finally
            {
                _making.TryRemove(key, out _);
                Signal();
            }
        });
    }

    /// <summary>Makes the frame that a client will be owed when it joins, on the task of its own request.</summary>
    public void Prepare(Version has, Framing framing)
    {
        var view = _view;
        if (view.Current is { } current && current.Version != has) _ = view.FrameFor(has, framing);
    }

    /// <summary>Takes over what was parked, before anybody subscribes.</summary>
    /// <param name="page">The version of the whole page.</param>
    public void Restore(ResourceHistory history, Version page)
    {
        _view = new(_frames, history, ResourceStatus.Live, page);
        // It went over the wire when it was new.
        foreach (var group in _groups) group.Written = history.Current;
    }

    /// <summary>Ends every session of this resource politely, spread over <paramref name="window"/>.</summary>
    public void Drain(TimeSpan window)
    {
        foreach (var shard in _shards.All) shard.Post(ShardWorkKind.DrainResource, this, (long)window.TotalMilliseconds);
    }

    private ref int CountOf(Subscriber subscriber)
    {
        if (subscriber.Framing is { } framing) return ref _subscribers[framing.Index];
        return ref _waiting;
    }

    private void Signal()
    {
        foreach (var shard in _shards.All)
        {
            if (_groups[shard.Index].TryMarkDirty()) shard.Post(ShardWorkKind.Changed, this);
        }
    }

    private void PrepareFor(BroadcastView coming)
    {
        if (coming.Current is null || ReferenceEquals(coming.Current, _view.Current)) return;
        for (var index = 0; index < _subscribers.Length; index++)
        {
            if (Volatile.Read(ref _subscribers[index]) == 0) continue;
            try
            {
                coming.Prepare(Framing.All[index]);
            }
            catch (Exception)
            {
                // The state is published all the same, or the history would never hear of it: who needs the frame tries again.
            }
        }
    }
}
