using CometGateway.Core.History;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>What sessions see of one resource: the latest view, and who has to hear of it on each shard.</summary>
internal sealed class Broadcast(SessionShards shards, HistoryBounds bounds)
{
    private readonly SubscriberGroup[] _groups = [.. Enumerable.Range(0, shards.Count).Select(_ => new SubscriberGroup())];
    private readonly Lock _updating = new();
    private volatile BroadcastView _view = new(ResourceHistory.Empty(bounds), ResourceStatus.Live);

    public BroadcastView View => _view;

    public SubscriberGroup GroupOn(SessionShard shard) => _groups[shard.Index];

    /// <summary>Swaps in the next view and signals the shards; the same view again signals nobody.</summary>
    public void Update(Func<BroadcastView, BroadcastView> next)
    {
        // The poller and a request that tells of its waiting may come at once; neither may undo the other.
        lock (_updating)
        {
            var view = next(_view);
            if (ReferenceEquals(view, _view)) return;
            _view = view;
        }

        foreach (var shard in shards.All)
        {
            if (_groups[shard.Index].TryMarkDirty()) shard.Post(ShardWorkKind.Changed, this);
        }
    }

    /// <summary>Takes over what was parked, before anybody subscribes.</summary>
    public void Restore(ResourceHistory history)
    {
        _view = new(history, ResourceStatus.Live);
        // It went over the wire when it was new.
        foreach (var group in _groups) group.Written = history.Current;
    }

    /// <summary>Ends every session of this resource politely, spread over <paramref name="window"/>.</summary>
    public void Drain(TimeSpan window)
    {
        foreach (var shard in shards.All) shard.Post(ShardWorkKind.DrainResource, this, (long)window.TotalMilliseconds);
    }
}
