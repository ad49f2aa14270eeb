using System.Collections.Concurrent;
using CometGateway.Configuration;

namespace CometGateway.Upstream;

/// <summary>
/// How hard each cluster may be polled. Over budget, polls wait in the order in which they asked and are never dropped; as a
/// resource has at most one poll waiting, that order is fair between resources. Some places are kept for resources that answer soon.
/// </summary>
internal sealed class OriginBudget(TimeProvider time, CometSettings settings) : IDisposable
{
    /// <summary>A poll that is answered within this time leaves its place before others have waited long for it.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, OriginQueue> _origins = new(StringComparer.OrdinalIgnoreCase);
    private volatile CometSettings _settings = settings;

    /// <summary>Waits for the right to send one poll. Completes at once, and allocates nothing, under budget.</summary>
    /// <param name="pace">What the resource's last poll was like.</param>
    /// <exception cref="OperationCanceledException">The poll is no longer wanted; it keeps no place in the queue.</exception>
    public ValueTask<Lease> AcquireAsync(string clusterId, PollPace pace, CancellationToken cancellationToken) =>
        OriginOf(clusterId).AcquireAsync(pace, cancellationToken);

    /// <inheritdoc cref="AcquireAsync(string, PollPace, CancellationToken)"/>
    /// <param name="patience">After which <paramref name="overdue"/> is called, once; the turn is waited for all the same.</param>
    public ValueTask<Lease> AcquireAsync(string clusterId, PollPace pace, TimeSpan patience, Action overdue, CancellationToken cancellationToken)
    {
        var turn = AcquireAsync(clusterId, pace, cancellationToken);
        return turn.IsCompleted ? turn : new(WaitAsync(turn.AsTask(), patience, overdue));
    }

    /// <summary>Takes over the budgets of a reloaded configuration, also for the polls that wait already.</summary>
    public void Apply(CometSettings settings)
    {
        _settings = settings;
        foreach (var (clusterId, origin) in _origins) origin.Apply(SettingsOf(clusterId, settings));
    }

    /// <summary>Polls under way and polls that wait.</summary>
    public (int InFlight, int Waiting) LoadOf(string clusterId) => _origins.TryGetValue(clusterId, out var origin) ? origin.Load : default;

    public void Dispose()
    {
        foreach (var origin in _origins.Values) origin.Dispose();
    }

    private async Task<Lease> WaitAsync(Task<Lease> turn, TimeSpan patience, Action overdue)
    {
        try
        {
            return await turn.WaitAsync(patience, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            try
            {
                overdue();
            }
            catch (Exception)
            {
                // Nobody takes the turn any more.
                _ = turn.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                throw;
            }

            return await turn;
        }
    }

    private OriginQueue OriginOf(string clusterId)
    {
        if (_origins.TryGetValue(clusterId, out var known)) return known;
        var before = _settings;
        var created = new OriginQueue(time, SettingsOf(clusterId, before));
        var origin = _origins.GetOrAdd(clusterId, created);
        if (origin != created)
            created.Dispose();
        else if (before != _settings)
            origin.Apply(SettingsOf(clusterId, _settings)); // Apply ran between the two reads and may not have seen this one.
        return origin;
    }

    private static OriginSettings SettingsOf(string clusterId, CometSettings settings) =>
        settings.Origins.TryGetValue(clusterId, out var own) ? own : settings.Origin;

    /// <summary>The right to one poll, until disposed; dispose it once.</summary>
    internal readonly struct Lease(OriginQueue origin, PollPace pace) : IDisposable
    {
        public void Dispose() => origin?.Release(pace);
    }
}
