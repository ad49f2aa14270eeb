using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Upstream;

/// <summary>
/// Ends a poll on its deadline, when the gateway stops, or when a middleware calls Abort. The last would go unseen with the
/// default feature, and an aborted request would look like an empty 200.
/// </summary>
internal sealed class PollLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;

    public PollLifetime(TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        _deadline = new CancellationTokenSource(timeout, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, _deadline.Token);
        RequestAborted = _ended.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    public bool TimedOut => _deadline.IsCancellationRequested;

    public bool Aborted { get; private set; }

    public void Abort()
    {
        Aborted = true;
        _ended.Cancel();
    }

    public void Dispose()
    {
        _ended.Dispose();
        _deadline.Dispose();
    }
}
