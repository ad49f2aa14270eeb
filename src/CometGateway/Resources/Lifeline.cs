namespace CometGateway.Resources;

/// <summary>
/// Counts who needs a resource. The first subscriber starts it; when the last one has left it lingers, so that a page
/// reload finds it, and is then over. Plain GETs only keep it from being over.
/// </summary>
internal sealed class Lifeline(TimeSpan linger, TimeProvider time, Action onDemand, Action onOver)
{
    private readonly Lock _gate = new();
    private ITimer? _lingering;
    private bool _isOver;

    public int Subscribers { get; private set; }

    /// <summary>A subscriber comes. False when the resource is over and a new one must be made.</summary>
    public bool TryAttach()
    {
        lock (_gate)
        {
            if (_isOver) return false;
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
            if (--Subscribers == 0) Linger();
        }
    }

    /// <summary>Somebody uses it without subscribing. False when it is over.</summary>
    public bool TryTouch()
    {
        lock (_gate)
        {
            if (_isOver) return false;
            if (Subscribers == 0) Linger();
            return true;
        }
    }

    /// <summary>Ends it now, whoever is still there.</summary>
    public void Cut() => End(evenIfNeeded: true);

    private void Linger()
    {
        if (_isOver) return;
        _lingering ??= time.CreateTimer(_ => End(evenIfNeeded: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lingering.Change(linger, Timeout.InfiniteTimeSpan);
    }

    private void End(bool evenIfNeeded)
    {
        lock (_gate)
        {
            if (_isOver || (Subscribers > 0 && !evenIfNeeded)) return;
            _isOver = true;
            _lingering?.Dispose();
        }

        onOver();
    }
}
