namespace CometGateway.Demo.Requests;

/// <summary>The requests that came in at one of the site's two addresses. Safe for use by many threads.</summary>
public sealed class DoorLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PathCounter> _paths = new(StringComparer.Ordinal);
    private readonly PathCounter _all = new();
    private readonly TimeProvider _time;
    private readonly long _start;

    internal DoorLog(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>All paths together; its path is `*`.</summary>
    public PathFigures All
    {
        get
        {
            lock (_gate)
                return _all.Figures("*", Second);
        }
    }

    /// <summary>Each path that was asked for, the busiest first.</summary>
    public IReadOnlyList<PathFigures> Paths
    {
        get
        {
            lock (_gate)
            {
                var second = Second;
                return [.. _paths.Select(entry => entry.Value.Figures(entry.Key, second)).OrderByDescending(path => path.Total)];
            }
        }
    }

    private long Second => (long)_time.GetElapsedTime(_start).TotalSeconds;

    internal void Count(string path, int status, long bytes)
    {
        lock (_gate)
        {
            if (!_paths.TryGetValue(path, out var counter))
                _paths[path] = counter = new();
            counter.Count(Second, status, bytes);
            _all.Count(Second, status, bytes);
        }
    }
}
