namespace CometGateway.Resources;

/// <summary>
/// Runs a resource's polls: one in flight, never two; at most one more queued; the next one when its time has come
/// or a write calls for it.
/// </summary>
/// <param name="poll">Does one poll and returns the time until the next scheduled one.</param>
internal sealed class Poller(Func<PollRun, CancellationToken, Task<TimeSpan>> poll, TimeProvider time) : IDisposable
{
    /// <summary>Legacy applications commit late: after a write the resource is polled at once and at these times again.</summary>
    private static readonly TimeSpan[] FollowUps = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<DateTimeOffset> _wakeAgainAt = [];
    private ITimer? _timer;
    private PollRun? _running;
    private PollRun? _queued;
    private DateTimeOffset _dueAt;
    private bool _isScheduled;
    private bool _isDisposed;

    /// <summary>Polls from now on at the schedule's pace. The first poll is the caller's <see cref="Request"/>.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isScheduled || _isDisposed) return;
            _isScheduled = true;
            if (_running is null) Arm();
        }
    }

    /// <summary>Completes when a poll that began at or after <paramref name="notBefore"/> is done; starts or queues one if need be.</summary>
    public Task Request(DateTimeOffset notBefore, bool isWake = false)
    {
        lock (_gate)
        {
            if (_isDisposed) return Task.CompletedTask;
            if (_running is null) return Run(new(isWake));
            if (_running.Covers(notBefore)) return _running.Done;
            return (_queued ??= new(isWake)).Done;
        }
    }

    /// <summary>A write may have changed the resource: poll now, and again a little later.</summary>
    public void Wake()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_isScheduled || _isDisposed) return;
            _wakeAgainAt.Clear();
            foreach (var after in FollowUps) _wakeAgainAt.Add(now + after);
        }

        _ = Request(now, isWake: true);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _timer?.Dispose();
            _queued?.Complete();
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private Task Run(PollRun run)
    {
        _running = run;
        // A poll must not inherit the activity and the culture of whoever happened to subscribe first.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => RunAsync(run, _stopping.Token));
        return run.Done;
    }

    private async Task RunAsync(PollRun run, CancellationToken stopping)
    {
        var delay = Timeout.InfiniteTimeSpan;
        try
        {
            delay = await poll(run, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped in the middle of a poll: nobody waits for the next one.
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
                _dueAt = delay == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.GetUtcNow() + delay;
                GoOn();
            }

            run.Complete();
        }
    }

    private void GoOn()
    {
        if (_isDisposed) return;
        if (_queued is { } next)
        {
            _queued = null;
            _ = Run(next);
        }
        else if (_isScheduled)
        {
            Arm();
        }
    }

    private void Arm()
    {
        var due = _wakeAgainAt.Count > 0 && _wakeAgainAt[0] < _dueAt ? _wakeAgainAt[0] : _dueAt;
        var delay = due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : due - time.GetUtcNow();
        if (delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan) delay = TimeSpan.Zero;
        _timer ??= time.CreateTimer(_ => OnDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void OnDue()
    {
        var now = time.GetUtcNow();
        bool isFollowUp;
        lock (_gate)
        {
            isFollowUp = _wakeAgainAt.RemoveAll(at => at <= now) > 0;
            // The poll under way arms the timer again when it is done; only a write needs one that begins after it.
            if (_running is not null && !isFollowUp) return;
        }

        _ = Request(now, isFollowUp);
    }
}
