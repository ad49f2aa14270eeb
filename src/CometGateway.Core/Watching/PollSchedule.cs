using System.Collections.Immutable;

namespace CometGateway.Core.Watching;

/// <summary>When to poll next: one pure function of what happened, what the policy promises and a random number.</summary>
internal static class PollSchedule
{
    /// <summary>
    /// The longest Retry-After that is believed. It may well exceed MaxInterval, as the site knows why it asks for quiet; but an hour is the longest
    /// that an operator is likely to wait before restarting the gateway, and sites under maintenance have been seen to send a day.
    /// </summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(50);

    // A Date has whole seconds (RFC 9110 §5.6.7), so a lifetime counted from it may seem to end up to a second early, and a poll that comes
    // too early gets the old answer again.
    private static readonly TimeSpan _dateResolution = TimeSpan.FromSeconds(1);

    /// <summary>The wait from <see cref="ScheduleEvent.EndedAt"/> to the start of the next poll, and what to remember.</summary>
    /// <param name="random">Uniform in [0, 1).</param>
    public static (TimeSpan Delay, ScheduleState Next) After(ScheduleState state, PollPolicy policy, ScheduleEvent what, double random)
    {
        var next = Remember(state, policy, what);
        var delay = what.Result == PollResult.Failed
            ? BackOff(next.Failures, policy, what.RetryAfter, random)
            : Postponed(Steady(state, next, policy, what, random) - Duration(what), policy, what.FreshFor);
        return (Longer(delay, Pause(policy)), next);
    }

    // However slow the site is, it gets a rest between two polls.
    private static TimeSpan Pause(PollPolicy policy)
    {
        var pause = policy.Interval * 0.1;
        return Longer(_shortestPause, policy.Adaptive ? Shorter(pause, Shortest(policy)) : pause);
    }

    private static ScheduleState Remember(ScheduleState state, PollPolicy policy, ScheduleEvent what)
    {
        // Three wake polls follow each write; a site that is down should not be thought worse of for each of them.
        if (what.Result == PollResult.Failed)
            return state with { Failures = what.IsWake ? Math.Max(1, state.Failures) : state.Failures + 1 };

        var answered = state with { Polls = state.Polls + 1, Failures = 0, AnsweredAt = what.StartedAt };

        // The first answer is no change, and a poll that a write asked for tells of the writer, not of the source's own pace.
        if (what.IsWake || state.AnsweredAt is not { } before)
            return answered;

        var pace = state.Pace ?? policy.Interval;
        return what.Result == PollResult.Changed
            ? answered with { Pace = Within(pace / 2, policy), Changes = Add(state.Changes, new(before, what.StartedAt)) }
            : answered with { Pace = Within(pace * 1.5, policy) };
    }

    private static ImmutableArray<SeenChange> Add(ImmutableArray<SeenChange> changes, SeenChange change) =>
        [.. changes.Skip(changes.Length + 1 - ChangeRhythm.Remembered), change];

    // Interval is the promise of how stale a client may be, so no pace is slower.
    private static TimeSpan Within(TimeSpan pace, PollPolicy policy) =>
        Shorter(policy.Interval, Longer(pace, Shortest(policy)));

    private static TimeSpan Shortest(PollPolicy policy) => policy.MinInterval ?? policy.Interval / 4;

    /// <summary>From the start of the poll that was just answered to the start of the next.</summary>
    private static TimeSpan Steady(ScheduleState before, ScheduleState now, PollPolicy policy, ScheduleEvent what, double random)
    {
        // Resources that were started together must not poll in step ever after, nor all in the same part of the interval; the first polls of many
        // take long, and those whose time came meanwhile would follow all at once.
        if (before.Polls == 0)
            return Spread(Shorter(Longer(policy.Adaptive ? Shortest(policy) : TimeSpan.Zero, Duration(what) + Pause(policy)), policy.Interval), policy.Interval, random);
        if (!policy.Adaptive)
            return NextPlace(policy.Interval, policy, what);

        // In equal steps no longer than the interval, so that one of them meets the change.
        if (ChangeRhythm.UntilNext(now.Changes, what.StartedAt, Shortest(policy)) is { } due)
            return Within(due / Math.Ceiling(due / policy.Interval), policy);

        return NextPlace(now.Pace ?? policy.Interval, policy, what);
    }

    /// <summary>
    /// After a pause of the gateway all polls run at once that fell due in it. Each goes on from the time that it should have had, or they
    /// would run together ever after. So does one whose timer was a little early, and one that waited for its turn.
    /// </summary>
    private static TimeSpan NextPlace(TimeSpan pace, PollPolicy policy, ScheduleEvent what)
    {
        if (what.IsWake) return pace;
        var next = pace - TimeSpan.FromTicks(what.Late.Ticks % policy.Interval.Ticks);
        var missing = Duration(what) + Pause(policy) - next;
        // That time may have come already. It waits for the one after it only where the gateway has overslept: a slow site's page is asked for
        // again as soon as the site has had its rest.
        return missing > TimeSpan.Zero && what.Overslept >= Pause(policy) ? next + (pace * Math.Ceiling(missing / pace)) : next;
    }

    private static TimeSpan Spread(TimeSpan least, TimeSpan most, double random) => least + ((most - least) * random);

    private static TimeSpan Postponed(TimeSpan delay, PollPolicy policy, TimeSpan? freshFor)
    {
        if (!policy.HonorFreshness || freshFor is not { } fresh || fresh <= TimeSpan.Zero)
            return delay;

        return Longer(delay, Shorter(fresh + Shorter(_dateResolution, policy.Interval), Longest(policy)));
    }

    // Full jitter, for clients that all failed together must not come back together; half an interval at least, as failing is no reason to poll faster.
    // It counts from the end of the poll: one that timed out has used up its interval already.
    private static TimeSpan BackOff(int failures, PollPolicy policy, TimeSpan? retryAfter, double random)
    {
        var ceiling = Math.Min(Longest(policy).Ticks, policy.Interval.Ticks * Math.Pow(2, failures));
        var delay = Longer(policy.Interval / 2, TimeSpan.FromTicks((long)(ceiling * random)));
        return retryAfter is { } asked ? Longer(delay, Shorter(asked, LongestRetryAfter)) : delay;
    }

    private static TimeSpan Longest(PollPolicy policy) => Longer(policy.MaxInterval, policy.Interval);

    // A clock set back during the poll must not lengthen the wait.
    private static TimeSpan Duration(ScheduleEvent what) => Longer(what.EndedAt - what.StartedAt, TimeSpan.Zero);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
