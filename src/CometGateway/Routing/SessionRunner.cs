using CometGateway.Diagnostics;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>Runs sessions to their end, and counts them.</summary>
internal sealed class SessionRunner(SessionShards shards, CometMetrics metrics)
{
    /// <param name="transport">Its name for the metrics.</param>
    /// <param name="left">Cancelled when the client has gone.</param>
    /// <param name="joined">Told of the shard that the session has been given to.</param>
    public async Task<SessionEnd> RunAsync(string transport, Session session, CancellationToken left, Action<SessionShard>? joined = null)
    {
        metrics.SessionOpened(transport);
        try
        {
            var shard = shards.Next();
            shard.Post(ShardWorkKind.Join, session);
            joined?.Invoke(shard);
            return Count(await SessionShards.CompleteAsync(session, shard, left));
        }
        finally
        {
            metrics.SessionClosed(transport);
        }
    }

    /// <summary>Gives a stream's session to a shard.</summary>
    public void Begin(OpenStream stream, StreamSession session)
    {
        metrics.SessionOpened(stream.Transport);
        var shard = shards.Next();
        shard.Post(ShardWorkKind.Join, session);
        stream.Begin(shard, session);
    }

    /// <summary>What was begun is over.</summary>
    public void Ended(string transport, SessionEnd end)
    {
        try
        {
            Count(end);
        }
        finally
        {
            metrics.SessionClosed(transport);
        }
    }

    private SessionEnd Count(SessionEnd end)
    {
        if (WordOf(end) is { } word) metrics.Recycled(word);
        return end;
    }

    private static string? WordOf(SessionEnd end) => end switch
    {
        SessionEnd.ClientLeft or SessionEnd.Answered => null,
        SessionEnd.Recycled => "recycled",
        SessionEnd.Drained => "drained",
        SessionEnd.Stalled => "stalled",
        SessionEnd.Cut => "cut",
        _ => "resource_over",
    };
}
