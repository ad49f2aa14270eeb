using CometGateway.Core.History;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>What sessions see of one resource: the latest view, and who has to hear of it on each shard.</summary>
internal sealed class Broadcast(SessionShards shards, HistoryBounds bounds)
{
    private readonly SubscriberGroup[] _groups = [.. Enumerable.Range(0, shards.Count).Select(_ => new SubscriberGroup())];
    private volatile BroadcastView _view = new(ResourceHistory.Empty(bounds), ResourceStatus.Live);

    public BroadcastView View => _view;

    public SubscriberGroup GroupOn(SessionShard shard) => _groups[shard.Index];

    /// <summary>Only the resource's poller calls this, one call at a time.</summary>
    public void Publish(BroadcastView next)
    {
        _view = next;
        foreach (var shard in shards.All)
        {
            if (_groups[shard.Index].TryMarkDirty()) shard.Post(ShardWorkKind.Changed, this);
        }
    }

    /// <summary>Forgets what is past its bounds. Nobody has to hear of it: the newest snapshot is the same.</summary>
    public void Refresh(ResourceHistory trimmed)
    {
        if (!ReferenceEquals(trimmed, _view.History)) _view = _view.With(trimmed, _view.Status);
    }

    /// <summary>Takes over what was parked, before anybody subscribes.</summary>
    public void Restore(ResourceHistory history) => _view = new(history, ResourceStatus.Live);

    /// <summary>Ends every session of this resource politely, spread over <paramref name="window"/>.</summary>
    public void Drain(TimeSpan window)
    {
        foreach (var shard in shards.All) shard.Post(ShardWorkKind.DrainResource, this, (long)window.TotalMilliseconds);
    }
}
