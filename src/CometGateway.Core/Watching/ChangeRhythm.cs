using System.Collections.Immutable;

namespace CometGateway.Core.Watching;

/// <summary>
/// Finds out whether a source changes by the clock, and when it will next. Of a source that keeps time a poll just after each change sees all there is
/// to see; the reference simulation has it fourteen times as quick as a fixed interval with as many polls.
/// </summary>
internal static class ChangeRhythm
{
    /// <summary>Six gaps.</summary>
    public const int Remembered = 7;

    // How far a gap may be from the median, and a change behind its time, before the source no longer counts as regular.
    private const double Tolerance = 0.10;

    // "Just after" the change: a twentieth of the period allows for the source's own jitter; above 250 ms a user would notice the wait.
    private const double SlackShare = 0.05;
    private static readonly TimeSpan _mostSlack = TimeSpan.FromMilliseconds(250);

    /// <summary>The time between changes, or null while the last six gaps do not agree within a tenth.</summary>
    public static TimeSpan? Period(ImmutableArray<SeenChange> changes)
    {
        if (changes.Length < Remembered)
            return null;

        var gaps = new long[Remembered - 1];
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = (changes[i + 1].By - changes[i].By).Ticks;

        var sorted = gaps.Order().ToArray();
        var median = (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2.0;
        if (median <= 0 || Array.Exists(gaps, gap => Math.Abs(gap - median) > median * Tolerance))
            return Bracketed(changes);

        // The mean: over six gaps the lateness of all polls but the first and the last cancels out.
        return (changes[^1].By - changes[0].By) / gaps.Length;
    }

    // Where the polls are far apart the gaps, as seen, are rough though the source be exact. But each two changes give bounds to the period, and all of them
    // together often leave one that is known well enough.
    private static TimeSpan? Bracketed(ImmutableArray<SeenChange> changes)
    {
        var (least, most) = (TimeSpan.Zero, TimeSpan.MaxValue);
        for (var i = 0; i < changes.Length; i++)
        {
            for (var j = i + 1; j < changes.Length; j++)
            {
                var above = (changes[j].After - changes[i].By) / (j - i);
                var below = (changes[j].By - changes[i].After) / (j - i);
                (least, most) = (above > least ? above : least, below < most ? below : most);
            }
        }

        var period = (least + most) / 2;
        return period > TimeSpan.Zero && (most - least).Duration() <= period * Tolerance ? period : null;
    }

    // Each change lies between two polls, and so, periods later, does the next: the narrowest of these bounds tell when. While they are far apart it is unknown
    // how late we see changes: come a little earlier each time until a poll finds nothing. Otherwise the polls would drift behind the changes.
    private static DateTimeOffset Expected(ImmutableArray<SeenChange> changes, TimeSpan period, TimeSpan slack)
    {
        var (after, by) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        for (var i = 0; i < changes.Length; i++)
        {
            var ahead = period * (changes.Length - i);
            after = changes[i].After + ahead > after ? changes[i].After + ahead : after;
            by = changes[i].By + ahead < by ? changes[i].By + ahead : by;
        }

        return by - after > slack * 2 ? by - slack : by;
    }

    /// <summary>How long from <paramref name="start"/>, the start of a poll, to the poll that should see the next change; null when there is no rhythm, or it was missed.</summary>
    /// <param name="shortest">The shortest time between two polls, and so the least distance at which two of them can bracket a change.</param>
    public static TimeSpan? UntilNext(ImmutableArray<SeenChange> changes, DateTimeOffset start, TimeSpan shortest)
    {
        if (Period(changes) is not { } period)
            return null;

        var slack = period * SlackShare < _mostSlack ? period * SlackShare : _mostSlack;
        var step = slack > shortest ? slack : shortest;
        var due = Expected(changes, period, slack);
        if (start < due)
            return due - start;

        // Overdue: ask again soon, then less and less often.
        var overdue = start - due;
        if (overdue > period * Tolerance)
            return null;

        return overdue > step ? overdue : step;
    }
}
