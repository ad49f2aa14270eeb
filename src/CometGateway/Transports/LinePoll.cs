namespace CometGateway.Transports;

/// <summary>
/// When a long poll for lines has its answer: once it has told something new. URLs that are still awaited then have a second: no slow site keeps the
/// others' news back, and none that answers is left out for ever.
/// </summary>
internal sealed class LinePoll
{
    private const int GraceMilliseconds = 1000;

    private long _newsAt = -1;

    /// <summary>Its client has been told something new.</summary>
    public bool HasNews => _newsAt >= 0;

    /// <summary>Those that are still awaited have had their second.</summary>
    public bool IsOverdue(long now) => HasNews && now - _newsAt >= GraceMilliseconds;

    /// <summary>Something new goes out; the first counts.</summary>
    public void Told(long now)
    {
        if (!HasNews) _newsAt = now;
    }
}
