using CometGateway.HandOff;
using CometGateway.Resources;
using CometGateway.Transports;
using Microsoft.AspNetCore.Connections;

namespace CometGateway.Routing;

/// <summary>A stream that goes on without its request.</summary>
internal sealed class HandedOffStream(string transport, DescriptorWriter connection, Lifeline lifeline, KeptPlace place, SessionRunner runner)
    : OpenStream(transport, lifeline, place, runner), IHangUpTarget
{
    public override void Begin(SessionShard shard, StreamSession session)
    {
        base.Begin(shard, session);
        connection.TellOfHangUp(this);
    }

    public void OnHangUp() => Leave();

    public override void Abort() => connection.Abort();

    /// <summary>What ended in the middle must not look like a whole answer.</summary>
    protected override void Close(SessionEnd end) =>
        connection.Complete(end is SessionEnd.Recycled or SessionEnd.Drained or SessionEnd.ResourceOver ? null : new ConnectionAbortedException());
}
