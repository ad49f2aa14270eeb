using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>
/// A stream from its opening to its end, and all that it needs meanwhile, which is let go at its end. It is what an idle stream holds in memory, so what its
/// request took to open it is over by then.
/// </summary>
internal abstract class OpenStream(string transport, Lifeline lifeline, KeptPlace place, SessionRunner runner) : ISessionOwner
{
    private SessionShard? _shard;
    private StreamSession? _session;

    /// <summary>Its name for the metrics.</summary>
    public string Transport => transport;

    public virtual void Begin(SessionShard shard, StreamSession session) => (_shard, _session) = (shard, session);

    /// <summary>The client has gone.</summary>
    public void Leave() => _shard!.Post(ShardWorkKind.Leave, _session);

    public abstract void Abort();

    public void OnEnded(SessionEnd end)
    {
        // Before the answer ends: its client may come back at once.
        try
        {
            lifeline.Detach();
            place.GiveBack();
            runner.Ended(transport, end);
        }
        finally
        {
            Close(end);
        }
    }

    /// <summary>Its connection is the server's again, or over.</summary>
    protected abstract void Close(SessionEnd end);
}
