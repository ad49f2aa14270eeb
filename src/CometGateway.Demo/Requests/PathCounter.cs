namespace CometGateway.Demo.Requests;

/// <summary>Counts one path. Its door's lock guards it.</summary>
internal sealed class PathCounter
{
    private const int Seconds = 10;

    private readonly long[] _perSecond = new long[Seconds];
    private long _second;
    private long _total;
    private long _ok;
    private long _notModified;
    private long _bytes;

    public void Count(long second, int status, long bytes)
    {
        Advance(second);
        _perSecond[_second % Seconds]++;
        _total++;
        _bytes += bytes;
        if (status == 200)
            _ok++;
        else if (status == 304)
            _notModified++;
    }

    public PathFigures Figures(string path, long second)
    {
        Advance(second);
        return new(path, _total, _ok, _notModified, _bytes, _perSecond.Sum());
    }

    private void Advance(long second)
    {
        for (var passed = Math.Min(second - _second, Seconds); passed > 0; passed--)
            _perSecond[(second - passed + 1) % Seconds] = 0;
        _second = Math.Max(_second, second);
    }
}
