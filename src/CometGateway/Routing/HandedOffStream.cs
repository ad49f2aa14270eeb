using CometGateway.HandOff;
using CometGateway.Resources;
using CometGateway.Transports;
using Microsoft.AspNetCore.Connections;

namespace CometGateway.Routing;

/// <summary>What a stream needs that goes on without its request: all of it is let go at its end.</summary>
internal sealed class HandedOffStream(string transport, DescriptorWriter connection, Lifeline lifeline, KeptPlace place, SessionRunner runner) : ISessionOwner, IHangUpTarget
{
    private SessionShard? _shard;
    private StreamSession? _session;

    /// <summary>Its name for the metrics.</summary>
    public string Transport => transport;

    public void Begin(SessionShard shard, StreamSession session)
    {
        (_shard, _session) = (shard, session);
        connection.TellOfHangUp(this);
    }

    public void OnHangUp() => _shard!.Post(ShardWorkKind.Leave, _session);

    public void Abort() => connection.Abort();

    public void OnEnded(SessionEnd end)
    {
        try
        {
            // What ended in the middle must not look like a whole answer.
            var isWhole = end is SessionEnd.Recycled or SessionEnd.Drained or SessionEnd.ResourceOver;
            connection.Complete(isWhole ? null : new ConnectionAbortedException());
            runner.Ended(transport, end);
        }
        finally
        {
            lifeline.Detach();
            place.GiveBack();
        }
    }
}
