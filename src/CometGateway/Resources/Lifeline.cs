namespace CometGateway.Resources;

/// <summary>
/// Counts who needs a resource. The first subscriber starts it; when the last one has left it lingers, so that a page
/// reload finds it, and is then over. A plain GET does not start it, but while it waits for an answer it is not over.
/// </summary>
internal sealed class Lifeline(TimeSpan linger, TimeProvider time, Action onDemand, Action onOver)
{
    private readonly Lock _gate = new();
    private ITimer? _lingering;
    private int _holders;
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

    /// <summary>Ends it now, whoever is still there.</summary>
    public void Cut() => End(evenIfNeeded: true);

    private bool IsNeeded => Subscribers > 0 || _holders > 0;

    private void Linger()
    {
        if (_isOver || IsNeeded) return;
        _lingering ??= time.CreateTimer(_ => End(evenIfNeeded: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lingering.Change(linger, Timeout.InfiniteTimeSpan);
    }

    private void End(bool evenIfNeeded)
    {
        lock (_gate)
        {
            if (_isOver || (IsNeeded && !evenIfNeeded)) return;
            _isOver = true;
            _lingering?.Dispose();
        }

        onOver();
    }
}
