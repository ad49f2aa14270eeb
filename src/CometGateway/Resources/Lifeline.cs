using CometGateway.Lifetime;

namespace CometGateway.Resources;

/// <summary>
/// Counts who needs a resource. The first subscriber starts it; when the last one has left it lingers, so that a page
/// reload finds it, and is then over. A plain GET does not start it, but while it waits for an answer it is not over.
/// </summary>
internal sealed class Lifeline(TimeSpan linger, TimeProvider time, Action onDemand, Action onOver)
{
    private const long Never = -1;

    private readonly Lock _gate = new();
    private ITimer? _lingering;
    private int _holders;
    private volatile bool _isOver;
    private long _touchedAt = Never;

    public int Subscribers { get; private set; }

    /// <summary>A subscriber comes. False when the resource is over and a new one must be made.</summary>
    public bool TryAttach() => TryAttach(int.MaxValue, out _);

    /// <param name="limit">So many subscribers and no more.</param>
    /// <param name="isFull">Why it is false: there are as many as there may be.</param>
    public bool TryAttach(int limit, out bool isFull)
    {
        lock (_gate)
        {
            isFull = !_isOver && Subscribers >= limit;
            if (_isOver || isFull) return false;
            Subscribers++;
            _lingering?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        onDemand();
        return true;
    }

    public void Detach()
    {
        lock (_gate)
        {
            Subscribers--;
            Linger();
        }
    }

    /// <summary>Somebody uses it without subscribing, until <see cref="Release"/>. False when it is over.</summary>
    public bool TryHold()
    {
        lock (_gate)
        {
            if (_isOver) return false;
            _holders++;
            return true;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _holders--;
            Linger();
        }
    }

    /// <summary>
    /// Somebody uses it for a moment: it lingers from now on. False when it is over. Without a lock, and without setting the timer, which looks
    /// here when it is due: every plain GET does this.
    /// </summary>
    public bool TryTouch()
    {
        if (_isOver) return false;
        Volatile.Write(ref _touchedAt, time.GetTimestamp());
        return true;
    }

    /// <summary>Ends it now, whoever is still there.</summary>
    public void Cut() => End(evenIfNeeded: true);

    private bool IsNeeded => Subscribers > 0 || _holders > 0;

    private void Linger()
    {
        if (_isOver || IsNeeded) return;
        _lingering ??= DetachedTimer.Create(time, () => End(evenIfNeeded: false));
        _lingering.Change(linger, Timeout.InfiniteTimeSpan);
    }

    private bool LingersOn()
    {
        if (Volatile.Read(ref _touchedAt) is not (>= 0 and var touchedAt) || linger - time.GetElapsedTime(touchedAt) is not { Ticks: > 0 } rest) return false;
        _lingering!.Change(rest, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void End(bool evenIfNeeded)
    {
        lock (_gate)
        {
            if (_isOver || (!evenIfNeeded && (IsNeeded || LingersOn()))) return;
            _isOver = true;
            _lingering?.Dispose();
        }

        onOver();
    }
}
