namespace CometGateway.Host.Memory;

/// <summary>
/// Gives memory back when the gateway comes to rest. .NET lets new objects fill a nursery about as large as the processor's last cache before it collects,
/// 200 MB and more on today's servers, and keeps it: after a crowd has come, that is more than what its idle streams hold.
/// </summary>
internal sealed partial class HeapTrim(IHeap heap, TimeProvider time, ILogger<HeapTrim> logger) : IHostedService, IDisposable
{
    /// <summary>How often it looks, and how long the gateway has been at rest by then.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Rest _rest = new();
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static self => ((HeapTrim)self!).Look(), this, Pace, Pace);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (!_rest.IsWorthATrim(heap.Allocated, heap.Live)) return;
        var started = time.GetTimestamp();
        heap.Trim();
        LogTrimmed(logger, heap.Committed >> 20, heap.Live >> 20, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }
}
