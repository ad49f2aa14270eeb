using CometGateway.Configuration;
using CometGateway.Transports;
using Microsoft.Extensions.Options;

namespace CometGateway.Lifetime;

/// <summary>
/// Lets the streams go before the server stops. It runs in StoppingAsync, which comes before any StopAsync: the server still
/// listens, so /readyz can say 503 to a load balancer and new streams are refused with a Retry-After.
/// </summary>
internal sealed partial class Drain(
    Readiness readiness, SessionShards shards, SessionLimits sessions, CometRoutes routes, IOptions<HostOptions> host, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService
{
    // On top of the drain: what is left to stop after the last stream has ended.
    private static readonly TimeSpan _afterDrain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _lastTick = TimeSpan.FromSeconds(1.25);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.BeginDrain();
        var count = sessions.Count;
        var timeout = routes.Current.Settings.DrainTimeout;
        // The last tick comes up to a second after the last session's time, so the window leaves room for it.
        var room = timeout - _lastTick;
        var window = Spread.WindowFor(count, room < TimeSpan.Zero ? TimeSpan.Zero : room < timeout * 0.8 ? room : timeout * 0.8);
        // Also when there are none: one that was let in a moment ago is then told as it joins.
        shards.Drain(window);
        if (count == 0) return;
        LogDraining(count, window.TotalSeconds);
        var started = time.GetTimestamp();
        while (sessions.Count > 0 && time.GetElapsedTime(started) < timeout && !cancellationToken.IsCancellationRequested)
            await Task.Delay(_lookAgain, time, CancellationToken.None);
        if (sessions.Count == 0) return;
        LogLeft(sessions.Count);
        // The server would wait for them until the host's own shutdown timeout is over.
        shards.Cut();
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Allow(routes.Current.Settings.DrainTimeout);
        routes.OnChanged((_, current) => Allow(current.Settings.DrainTimeout));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The host, whose patience is 30 s by default and is read when it stops, would cut the drain short.</summary>
    private void Allow(TimeSpan drain)
    {
        if (host.Value.ShutdownTimeout != Timeout.InfiniteTimeSpan && host.Value.ShutdownTimeout < drain + _afterDrain) host.Value.ShutdownTimeout = drain + _afterDrain;
    }
}
