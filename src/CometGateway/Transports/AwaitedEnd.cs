namespace CometGateway.Transports;

/// <summary>The owner of a session whose end its request awaits.</summary>
/// <param name="abort">Cuts the connection; null where nothing is written, so that no write need be cut.</param>
internal sealed class AwaitedEnd(Action? abort) : TaskCompletionSource<SessionEnd>(TaskCreationOptions.RunContinuationsAsynchronously), ISessionOwner
{
    public void OnEnded(SessionEnd end) => TrySetResult(end);

    public void Abort() => abort?.Invoke();
}
