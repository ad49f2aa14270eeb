namespace CometGateway.TestKit;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire on <see cref="Advance"/>, in the order in which they are due, each
/// at its own due time. A timer that is due at once fires on the thread pool, as the system's does.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2024, 2, 29, 23, 59, 50, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly Lock _advancing = new();
    private readonly List<ManualTimer> _pending = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private long _sequence;

    private TimeSpan _shift;

    public ManualTimeProvider()
        : this(DefaultStart)
    {
    }

    public ManualTimeProvider(DateTimeOffset start) => _start = start.ToUniversalTime();

    /// <summary>A prime: arithmetic that takes timestamps for ticks or milliseconds comes out visibly wrong.</summary>
    public override long TimestampFrequency => 9_999_991;

    /// <summary>How much too early timers fire, as .NET's do where its clock for them goes in steps. Default not at all.</summary>
    public TimeSpan Early { get; init; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are armed and not yet due.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock) return _pending.Count;
        }
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_lock) return _elapsed;
        }
    }

    public override DateTimeOffset GetUtcNow() => _start + Elapsed + _shift;

    /// <summary>As an administrator or NTP does: the wall clock jumps, timers and timestamps go on.</summary>
    public void ShiftWallClock(TimeSpan by) => _shift += by;

    /// <summary>Rounded up, so that the time elapsed since an earlier timestamp is never a tick short after an Advance by the same.</summary>
    public override long GetTimestamp() =>
        (long)(((Int128)Elapsed.Ticks * TimestampFrequency + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and runs, on this thread, every timer that becomes due on the way, also those armed meanwhile.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            var target = Elapsed + by;
            while (TakeDue(target) is { } timer) timer.Fire();
            lock (_lock) _elapsed = target;
        }
    }

    /// <summary>Completes when at least <paramref name="count"/> timers are armed: the code under test has come to its wait.</summary>
    /// <exception cref="TimeoutException">Not within 30 s of real time.</exception>
    public Task TimersPendingAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_pending.Count >= count) return Task.CompletedTask;
            _waiters.Add((count, reached));
        }

        return reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_lock)
        {
            var timer = _pending.Where(timer => timer.Due <= target).OrderBy(timer => timer.Due).ThenBy(timer => timer.Sequence).FirstOrDefault();
            if (timer is null) return null;
            _pending.Remove(timer);
            if (timer.Due > _elapsed) _elapsed = timer.Due;
            if (timer.Period > TimeSpan.Zero) Arm(timer, _elapsed + timer.Period);
            return timer;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan due)
    {
        timer.Due = due;
        timer.Sequence = _sequence++;
        _pending.Add(timer);
        foreach (var waiter in _waiters.Where(waiter => waiter.Count <= _pending.Count).ToList())
        {
            _waiters.Remove(waiter);
            waiter.Reached.SetResult();
        }
    }

    private bool Change(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _pending.Remove(timer);
            if (timer.Disposed) return false;
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            if (dueTime > TimeSpan.Zero)
            {
                Arm(timer, _elapsed + dueTime - (dueTime > Early ? Early : TimeSpan.Zero));
                return true;
            }

            if (period > TimeSpan.Zero) Arm(timer, _elapsed + period);
        }

        ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), timer, preferLocal: false);
        return true;
    }

    private void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.Disposed = true;
            _pending.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; set; }

        public long Sequence { get; set; }

        public bool Disposed { get; set; }

        public void Fire()
        {
            if (!Disposed) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => time.Change(this, dueTime, period);

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
