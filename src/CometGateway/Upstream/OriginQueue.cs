using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Upstream;

/// <summary>
/// One cluster's budget: a limit of polls in flight, a pace of poll starts, and the polls that wait for both. Pages that are not known to answer soon
/// have half of the places at most: whoever asks for slow ones without end, which costs him nothing, cannot keep all others from being polled.
/// </summary>
internal sealed class OriginQueue : IDisposable
{
    /// <summary>Seconds that rounding may lose; a slot that near is now.</summary>
    private const double Rounding = 1e-6;

    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly ITimer _timer;
    private readonly LinkedList<Waiter> _quick = new();
    private readonly LinkedList<Waiter> _slow = new();
    private readonly Lock _lock = new();
    private OriginSettings _settings;
    private int _inFlight;
    private int _slowInFlight;
    private long _waiters;

    /// <summary>When the pace alone would let the next poll start; the burst may run ahead of it. Seconds since the epoch (GCRA).</summary>
    private double _nextSlot;

    public OriginQueue(TimeProvider time, OriginSettings settings)
    {
        _time = time;
        _settings = settings;
        _epoch = time.GetTimestamp();
        _timer = DetachedTimer.Create(time, Pump);
    }

    public (int InFlight, int Waiting) Load
    {
        get
        {
            lock (_lock) return (_inFlight, _quick.Count + _slow.Count);
        }
    }

    private double Now => _time.GetElapsedTime(_epoch).TotalSeconds;

    /// <summary>A tenth of a second's polls may start together, as polls come in clumps and timers are late.</summary>
    private double Burst => Math.Max(1, Math.Floor(_settings.MaxPollsPerSecond / 10));

    private bool HasSlowPlace => _slowInFlight < (_settings.MaxConcurrentPolls + 1) / 2;

    public ValueTask<OriginBudget.Lease> AcquireAsync(bool isQuick, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<OriginBudget.Lease>(cancellationToken);
        LinkedListNode<Waiter> place;
        lock (_lock)
        {
            if (Next() is null && (isQuick || HasSlowPlace) && Wait() <= 0)
            {
                Start(isQuick);
                return new(new OriginBudget.Lease(this, isQuick));
            }

            place = (isQuick ? _quick : _slow).AddLast(new Waiter(_waiters++));
            Arm();
        }

        return new(WaitAsync(place, cancellationToken));
    }

    public void Release(bool isQuick)
    {
        lock (_lock)
        {
            _inFlight--;
            if (!isQuick) _slowInFlight--;
        }

        Pump();
    }

    public void Apply(OriginSettings settings)
    {
        lock (_lock)
        {
            // What the old pace still owed is not carried over: one slot of a very slow pace could be hours away.
            if (settings != _settings) _nextSlot = Math.Min(_nextSlot, Now + (1 / settings.MaxPollsPerSecond));
            _settings = settings;
        }

        Pump();
    }

    public void Dispose() => _timer.Dispose();

    private async Task<OriginBudget.Lease> WaitAsync(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        await using var leave = cancellationToken.UnsafeRegister(_ => Leave(place, cancellationToken), null);
        return await place.Value.Task;
    }

    private void Leave(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Already granted: the lease reaches the caller, who disposes it.
            if (place.List is not { } waiting) return;
            waiting.Remove(place);
        }

        place.Value.TrySetCanceled(cancellationToken);
    }

    private void Pump()
    {
        lock (_lock)
        {
            while (Next() is { List: { } waiting } next && Wait() <= 0)
            {
                var isQuick = waiting == _quick;
                waiting.Remove(next);
                Start(isQuick);
                next.Value.SetResult(new OriginBudget.Lease(this, isQuick));
            }

            Arm();
        }
    }

    /// <summary>The first to come of those that would have a place.</summary>
    private LinkedListNode<Waiter>? Next()
    {
        var (quick, slow) = (_quick.First, HasSlowPlace ? _slow.First : null);
        if (quick is null || slow is null) return quick ?? slow;
        return quick.Value.Number < slow.Value.Number ? quick : slow;
    }

    /// <summary>Seconds until the next poll may start; infinite while as many as allowed are in flight.</summary>
    private double Wait() => _inFlight >= _settings.MaxConcurrentPolls
        ? double.PositiveInfinity
        : _nextSlot - ((Burst - 1) / _settings.MaxPollsPerSecond) - Now - Rounding;

    private void Start(bool isQuick)
    {
        _inFlight++;
        if (!isQuick) _slowInFlight++;
        _nextSlot = Math.Max(_nextSlot, Now) + (1 / _settings.MaxPollsPerSecond);
    }

    private void Arm()
    {
        // The slot may have come since it was asked whether it had: then it is now, or nobody would ever wake those who wait.
        if (Next() is null || Wait() is not (< double.PositiveInfinity and var seconds)) return;

        // Timers count whole milliseconds and cut the rest off: rounded down, the timer would spin until the slot.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(seconds * 1000), 0, 60_000)), Timeout.InfiniteTimeSpan);
    }

    /// <param name="number">Of its coming.</param>
    private sealed class Waiter(long number) : TaskCompletionSource<OriginBudget.Lease>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Number => number;
    }
}
