namespace CometGateway.FunctionalTests.Demo;

/// <summary>A clock that the test sets, and that tells when somebody begins to wait for it.</summary>
internal sealed class HandTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, 250, TimeSpan.Zero);
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Completes when at least so many timers wait for the clock.</summary>
    public async Task PendingAsync(int timers)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_timers.Count(timer => timer.Due < DateTimeOffset.MaxValue) >= timers)
                    return;
                next = _armed.Task;
            }

            await next;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        HandTimer[] due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due)
                timer.Due = timer.Period > TimeSpan.Zero ? _now + timer.Period : DateTimeOffset.MaxValue;
        }

        foreach (var timer in due)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, () => callback(state));
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Set(HandTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Due = dueTime < TimeSpan.Zero ? DateTimeOffset.MaxValue : _now + dueTime;
            timer.Period = period;
            if (dueTime < TimeSpan.Zero)
                return;
            _armed.SetResult();
            _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Remove(HandTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private sealed class HandTimer(HandTime clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public TimeSpan Period { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
