namespace CometGateway.Host.Welcome;

/// <summary>When one side's visitors saw the latest changes. Safe for use by many threads.</summary>
internal sealed class Sightings
{
    public const int Kept = 500;

    private readonly Lock _gate = new();
    private readonly Queue<(double DelayMs, long Missed)> _last = new(Kept);

    public SeenFigures Figures
    {
        get
        {
            lock (_gate)
            {
                return _last.Count == 0
                    ? new(0, 0, 0, 0)
                    : new(_last.Count, _last.Average(seen => seen.DelayMs), _last.Max(seen => seen.DelayMs), _last.Sum(seen => seen.Missed));
            }
        }
    }

    public void Add(double delayMs, long missed)
    {
        lock (_gate)
        {
            if (_last.Count == Kept)
                _last.Dequeue();
            _last.Enqueue((delayMs, missed));
        }
    }

    public void Clear()
    {
        lock (_gate)
            _last.Clear();
    }
}
