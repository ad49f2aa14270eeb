using CometGateway.Resources;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>A stream within its request, which does nothing but wait for the end.</summary>
internal sealed class RequestStream(string transport, HttpContext context, Lifeline lifeline, KeptPlace place, SessionRunner runner)
    : OpenStream(transport, lifeline, place, runner)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    public override void Abort() => context.Abort();

    protected override void Close(SessionEnd end) => _ended.SetResult();
}
