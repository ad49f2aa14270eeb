using CometGateway.Diagnostics;

namespace CometGateway.Transports;

/// <summary>All shards, one for each core. A session stays on the shard that it was given.</summary>
internal sealed class SessionShards : IDisposable
{
    private readonly SessionShard[] _shards;
    private uint _next;

    public SessionShards(TimeProvider time, CometMetrics metrics, ILogger<SessionShard> logger, int count)
    {
        _shards = [.. Enumerable.Range(0, count).Select(i => new SessionShard(i, time, metrics, logger))];
    }

    public int Count => _shards.Length;

    public IReadOnlyList<SessionShard> All => _shards;

    /// <summary>Runs the session to its end; the caller's task does nothing but wait.</summary>
    /// <param name="left">Cancelled when the client has gone.</param>
    public async Task<SessionEnd> RunAsync(Session session, CancellationToken left)
    {
        var shard = Next();
        shard.Post(ShardWorkKind.Join, session);
        return await CompleteAsync(session, shard, left);
    }

    /// <summary>The shard that takes the next session.</summary>
    public SessionShard Next() => _shards[Interlocked.Increment(ref _next) % (uint)_shards.Length];

    /// <summary>Waits for the end of a session that the shard was given.</summary>
    /// <param name="left">Cancelled when the client has gone.</param>
    public static async Task<SessionEnd> CompleteAsync(Session session, SessionShard shard, CancellationToken left)
    {
        await using var leaving = left.UnsafeRegister(_ => shard.Post(ShardWorkKind.Leave, session), null);
        return await session.Completion;
    }

    /// <summary>Tells every session and ends it within <paramref name="window"/>.</summary>
    public void Drain(TimeSpan window)
    {
        foreach (var shard in _shards) shard.Post(ShardWorkKind.DrainAll, milliseconds: (long)window.TotalMilliseconds);
    }

    /// <summary>Ends what is left, in the middle of an event if need be.</summary>
    public void Cut()
    {
        foreach (var shard in _shards) shard.Post(ShardWorkKind.CutAll);
    }

    public void Dispose()
    {
        foreach (var shard in _shards) shard.Dispose();
    }
}
