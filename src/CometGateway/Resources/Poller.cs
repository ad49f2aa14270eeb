using CometGateway.Lifetime;

namespace CometGateway.Resources;

/// <summary>
/// Runs a resource's polls: one in flight, never two; at most one more queued; the next one when its time has come
/// or a write calls for it.
/// </summary>
/// <param name="poll">Does one poll and returns the time until the next scheduled one.</param>
/// <param name="onFault">Hears of an exception of <paramref name="poll"/>; the schedule goes on.</param>
internal sealed class Poller(Func<PollRun, CancellationToken, Task<TimeSpan>> poll, Action<Exception> onFault, TimeProvider time) : IDisposable
{
    /// <summary>The site's faults are answers with a back-off of their own; this is the gateway's own fault, which haste would not mend.</summary>
    private static readonly TimeSpan _pauseAfterFault = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How early a poll may begin. Timers count whole milliseconds, by a clock that often goes in steps of 4 ms on Linux, and fire too early by as much; one that is armed
    /// anew for the rest of the time wakes a thread once more, or again and again for the rest of a millisecond.
    /// </summary>
    private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan _never = TimeSpan.MaxValue;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<TimeSpan> _wakeAgainAt = [];
    private ITimer? _timer;
    private PollRun? _running;
    private PollRun? _queued;
    private PollRun? _finished;
    private TimeSpan _dueAt;
    private TimeSpan _armedFor = _never;
    private bool _isRest;
    private bool _isScheduled;
    private bool _isDisposed;

    /// <summary>The schedule counts on the monotonic clock: a wall clock that is set back must not stop it.</summary>
    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>The site asked for a rest that an earlier resource of the same key did not live to keep.</summary>
    public void Rest(TimeSpan rest)
    {
        lock (_gate) (_dueAt, _isRest) = (Now + rest, true);
    }

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

    /// <summary>
    /// Completes when a poll that began after <paramref name="notBefore"/> is done, whatever it brought; starts or queues one if
    /// need be. So those who ask for a failing site's state do not poll it once each.
    /// </summary>
    public Task Request(DateTimeOffset notBefore, bool isWake = false) => Join(notBefore, isWake)?.Done ?? Task.CompletedTask;

    /// <summary>The poll that <see cref="Request"/> waits for; null where it waits for none.</summary>
    public PollRun? Join(DateTimeOffset notBefore, bool isWake = false)
    {
        lock (_gate)
        {
            if (_isDisposed) return null;
            if (_running is { } running) return running.Covers(notBefore) ? running : _queued ??= new(isWake);
            // Where the wall clock was set back, the last poll seems to lie in the future, which proves nothing.
            return _finished is { StartedAt: { } started } finished && started <= time.GetUtcNow() && finished.Covers(notBefore) ? null : Run(new(isWake));
        }
    }

    /// <summary>A write may have changed the resource: poll now, and again a little later. Nothing where there is no schedule: whoever asks next does.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_isScheduled || _isDisposed) return;
            _wakeAgainAt.Clear();
            foreach (var after in LateCommit.Looks) _wakeAgainAt.Add(Now + after);
        }

        _ = Request(time.GetUtcNow(), isWake: true);
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

    private PollRun Run(PollRun run)
    {
        _running = run;
        // Taken here: once disposed, the source has no token to give to a run that was about to begin.
        var stopping = _stopping.Token;
        // A poll must not inherit the activity and the culture of whoever happened to subscribe first.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => RunAsync(run, stopping), CancellationToken.None);
        return run;
    }

    private async Task RunAsync(PollRun run, CancellationToken stopping)
    {
        var delay = _pauseAfterFault;
        try
        {
            delay = await poll(run, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped in the middle of a poll: nobody waits for the next one.
        }
        catch (Exception fault)
        {
            // Subscribers must not be left for ever with a state that nobody asks about any more.
            onFault(fault);
        }
        finally
        {
            lock (_gate)
            {
                (_running, _finished) = (null, run);
                (_dueAt, _isRest) = (delay == Timeout.InfiniteTimeSpan ? _never : Now + delay, run.LeavesRest);
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
        _armedFor = _wakeAgainAt.Count > 0 && _wakeAgainAt[0] < _dueAt ? _wakeAgainAt[0] : _dueAt;
        _timer ??= DetachedTimer.Create(time, OnDue);
        SetTimer();
    }

    private void SetTimer()
    {
        var left = _armedFor - Now;
        // Minus one millisecond would mean "never" to a timer.
        var delay = _armedFor == _never ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        _timer!.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_isDisposed || _armedFor == _never) return;
            var now = _isRest ? Now : Now + _early;
            if (now < _armedFor)
            {
                // It had fired already when a poll finished and armed it anew, or the site has its rest for a moment still.
                SetTimer();
                return;
            }

            var isFollowUp = _wakeAgainAt.RemoveAll(at => at <= now) > 0;
            var due = _armedFor;
            _armedFor = _never;
            // The poll under way arms the timer again when it is done; only a write needs one that begins after it.
            if (_running is null) _ = Run(new(isFollowUp, isFollowUp ? null : due));
            else if (isFollowUp) _queued ??= new(isWake: true);
        }
    }
}
