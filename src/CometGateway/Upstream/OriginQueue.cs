using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Upstream;

/// <summary>
/// One cluster's budget: a limit of polls in flight, a pace of poll starts, and the polls that wait for both. Slow pages have half of the places at most, rounded
/// up, new ones as many, and both together three quarters: whoever asks for slow ones without end, which costs him nothing, cannot keep all others from being polled.
/// </summary>
internal sealed class OriginQueue : IDisposable
{
    /// <summary>Seconds that rounding may lose; a slot that near is now.</summary>
    private const double Rounding = 1e-6;

    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly ITimer _timer;
    private static readonly PollPace[] _paces = Enum.GetValues<PollPace>();

    private readonly LinkedList<Waiter>[] _waiting = [.. _paces.Select(_ => new LinkedList<Waiter>())];
    private readonly int[] _places = new int[_paces.Length];
    private readonly Lock _lock = new();
    private OriginSettings _settings;
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
            lock (_lock) return (InFlight, _waiting.Sum(list => list.Count));
        }
    }

    private double Now => _time.GetElapsedTime(_epoch).TotalSeconds;

    /// <summary>A tenth of a second's polls may start together, as polls come in clumps and timers are late.</summary>
    private double Burst => Math.Max(1, Math.Floor(_settings.MaxPollsPerSecond / 10));

    private int InFlight => InFlightOf(PollPace.Quick) + InFlightOf(PollPace.New) + InFlightOf(PollPace.Slow);

    public ValueTask<OriginBudget.Lease> AcquireAsync(PollPace pace, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<OriginBudget.Lease>(cancellationToken);
        LinkedListNode<Waiter> place;
        lock (_lock)
        {
            if (Next() is null && HasPlace(pace) && Wait() <= 0)
            {
                Start(pace);
                return new(new OriginBudget.Lease(this, pace));
            }

            place = _waiting[(int)pace].AddLast(new Waiter(_waiters++, pace));
            Arm();
        }

        return new(WaitAsync(place, cancellationToken));
    }

    public void Release(PollPace pace)
    {
        lock (_lock) _places[(int)pace]--;
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
            while (Next() is { } next && Wait() <= 0)
            {
                var pace = next.Value.Pace;
                _waiting[(int)pace].Remove(next);
                Start(pace);
                next.Value.SetResult(new OriginBudget.Lease(this, pace));
            }

            Arm();
        }
    }

    /// <summary>The first to come of those that would have a place.</summary>
    private LinkedListNode<Waiter>? Next()
    {
        LinkedListNode<Waiter>? next = null;
        foreach (var pace in _paces)
        {
            if (_waiting[(int)pace].First is { } first && (next is null || first.Value.Number < next.Value.Number) && HasPlace(pace)) next = first;
        }

        return next;
    }

    private bool HasPlace(PollPace pace)
    {
        var most = _settings.MaxConcurrentPolls;
        if (pace == PollPace.Quick) return InFlight < most;
        return InFlightOf(pace) < (most + 1) / 2 && InFlightOf(PollPace.New) + InFlightOf(PollPace.Slow) < most - (most / 4);
    }

    private int InFlightOf(PollPace pace) => _places[(int)pace];

    /// <summary>Seconds until the next poll may start; infinite while as many as allowed are in flight.</summary>
    private double Wait() => InFlight >= _settings.MaxConcurrentPolls
        ? double.PositiveInfinity
        : _nextSlot - ((Burst - 1) / _settings.MaxPollsPerSecond) - Now - Rounding;

    private void Start(PollPace pace)
    {
        _places[(int)pace]++;
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
    private sealed class Waiter(long number, PollPace pace) : TaskCompletionSource<OriginBudget.Lease>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Number => number;

        public PollPace Pace => pace;
    }
}
