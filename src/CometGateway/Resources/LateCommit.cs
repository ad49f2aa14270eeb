namespace CometGateway.Resources;

/// <summary>Legacy applications commit late: what a write did may show only some time after its answer, so that the page is asked again.</summary>
internal static class LateCommit
{
    /// <summary>When, after the write. Ascending.</summary>
    public static IReadOnlyList<TimeSpan> Looks { get; } = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>The poll of a look may begin a few milliseconds early, as timers do, and counts all the same.</summary>
    private static readonly TimeSpan _early = TimeSpan.FromMilliseconds(10);

    /// <summary>From when on a state must have been asked for, to be the newest for who comes at <paramref name="at"/>; the time of the write where none of the looks is due.</summary>
    public static DateTimeOffset LastLook(DateTimeOffset write, DateTimeOffset at)
    {
        for (var i = Looks.Count - 1; i >= 0; i--)
        {
            if (at - write >= Looks[i]) return write + Looks[i] - _early;
        }

        return write;
    }
}
