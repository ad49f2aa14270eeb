using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>A stream within its request, which does nothing but wait for the end.</summary>
internal sealed class RequestStream(string transport, HttpContext context, Lifeline lifeline, KeptPlace place, SessionRunner runner)
    : OpenStream(transport, lifeline, place, runner)
{
    private readonly Task _ended = Nothing();

    private CancellationTokenRegistration _leaving;

    public Task Ended => _ended;

    public override void Begin(SessionShard shard, StreamSession session)
    {
        base.Begin(shard, session);
        // Its request is still here, though the stream may be over already; what is registered then goes with the request's token.
        _leaving = context.RequestAborted.UnsafeRegister(static stream => ((RequestStream)stream!).Leave(), this);
    }

    public override void Abort() => context.Abort();

    protected override void Close(SessionEnd end)
    {
        // Not waited for: one that leaves meanwhile says so of a session that is over, which nobody minds.
        _leaving.Unregister();
        _ended.Start(TaskScheduler.Default);
    }

    /// <summary>What is started at the end, so that the request goes on on a thread of the pool. The source of a task weighs more.</summary>
    private static Task Nothing()
    {
        // It does nothing, so nothing of the request's need be held for it.
        using (ExecutionContext.SuppressFlow()) return new(static () => { });
    }
}
