using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

public class PollScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PollPolicy Policy = new() { Interval = TimeSpan.FromSeconds(10), MaxInterval = TimeSpan.FromSeconds(60) };

    private static readonly ScheduleState Running = new() { Polls = 5, AnsweredAt = Start.AddSeconds(-10) };

    [Theory]
    [InlineData(0.0, 1.0)] // a tenth of the interval at least
    [InlineData(0.5, 5.5)]
    [InlineData(0.999, 9.991)]
    public void After_FirstPoll_SpreadsTheSecondOverTheInterval(double random, double seconds) =>
        AssertDelay(seconds, ScheduleState.Initial, Policy, Poll(PollResult.Changed), random);

    [Theory]
    [InlineData(0.0, 3, 1)]
    [InlineData(0.5, 3, 4)] // from the pause after its end to the interval after its start
    [InlineData(0.5, 25, 1)]
    public void After_SlowFirstPoll_SpreadsTheSecondOverWhatIsLeftOfTheInterval(double random, double took, double seconds) =>
        AssertDelay(seconds, ScheduleState.Initial, Policy, Poll(PollResult.Changed, took), random);

    [Theory]
    [InlineData(0.0, 2.5)]
    [InlineData(0.5, 6.25)]
    public void After_FirstPollOfAdaptive_SpreadsTheSecondFromTheShortestInterval(double random, double seconds) =>
        AssertDelay(seconds, ScheduleState.Initial, Policy with { Adaptive = true }, Poll(PollResult.Changed), random);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_LaterPoll_WaitsTheIntervalWhateverTheRandom(bool changed)
    {
        AssertDelay(10, Running, Policy, Poll(Answered(changed)), random: 0);
        AssertDelay(10, Running, Policy, Poll(Answered(changed)), random: 0.9);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 7)]
    [InlineData(9, 1)] // a tenth of the interval at least
    [InlineData(9.5, 1)]
    [InlineData(25, 1)]
    [InlineData(-5, 10)] // the clock was set back
    public void After_SlowPoll_CountsFromItsStartButLeavesAPause(double took, double seconds) =>
        AssertDelay(seconds, Running, Policy, Poll(PollResult.Unchanged, took));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 7)]
    [InlineData(9.5, 10.5)] // too near to have had its pause
    [InlineData(23, 7)] // of those that were missed none is made up for, but the next one has its old place
    [InlineData(-0.004, 10.004)] // a timer was early
    public void After_APollThatWasLate_TheNextHasThePlaceThatItWouldHaveHad(double late, double seconds)
    {
        AssertDelay(seconds, Running, Policy, Overslept(late));
        AssertDelay(10, Running, Policy, Overslept(late) with { IsWake = true });
    }

    [Theory]
    [InlineData(3, 8, 9)]
    [InlineData(1.5, 30, 8.5)]
    [InlineData(0.5, 12, 1)] // it was sent in time, so it is the site that is slow
    public void After_ALatePollWhosePlaceHasComeMeanwhile_TheNextHasTheOneAfterIt(double late, double took, double seconds) =>
        AssertDelay(seconds, Running, Policy, Overslept(late, took));

    [Theory]
    [InlineData(3, 8)]
    [InlineData(9.5, 0.2)]
    public void After_APollThatWaitedForItsTurn_LeavesNoPlaceOut(double waited, double took) =>
        AssertDelay(1, Running, Policy, Overslept(0, took) with { Late = TimeSpan.FromSeconds(waited) });

    [Fact]
    public void ManyPagesThatBeginTogether_WithASiteThatTakesLong_PollEvenly()
    {
        var places = new EvenSequence(0);
        var second = Enumerable.Range(0, 1_000).Select(i =>
        {
            // All are asked for at once, and the answers come one by one.
            var first = Poll(PollResult.Changed, took: 0.003 * i);
            return first.EndedAt + PollSchedule.After(ScheduleState.Initial, Policy, first, places.Next()).Delay;
        });

        Assert.InRange(FullestHundredth(second), 10, 18);
    }

    [Fact]
    public void ManyPagesWithAPauseOfTheGateway_PollWhereTheyPolledBefore()
    {
        // It begins when those of the first tenth have been sent, and all answers come at its end.
        var end = Start + (Policy.Interval * 1.7);
        var before = Enumerable.Range(0, 1_000).Select(i => Start + (Policy.Interval * (0.1 + (i / 1_000.0)))).ToList();

        var after = before.Select(due => end + PollSchedule.After(
            Running, Policy, new ScheduleEvent(PollResult.Changed, end, end.AddSeconds(0.1)) { Late = end - due, Overslept = end - due }, random: 0).Delay + TimeSpan.FromSeconds(0.1)).ToList();

        Assert.All(after.Zip(before), pair => Assert.Equal(0, (pair.First - pair.Second).Ticks % Policy.Interval.Ticks));
        Assert.Equal(10, FullestHundredth(after));
    }

    [Fact]
    public void After_VeryShortInterval_PausesFiftyMilliseconds() =>
        AssertDelay(0.05, Running, Policy with { Interval = TimeSpan.FromMilliseconds(100) }, Poll(PollResult.Unchanged, took: 3));

    [Theory]
    [InlineData(null, 10)]
    [InlineData(0.0, 10)]
    [InlineData(4.0, 10)] // never earlier than the interval
    [InlineData(9.0, 10)]
    [InlineData(30.0, 31)] // just after expiry, by the second that a Date may be off
    [InlineData(3600.0, 60)] // never later than MaxInterval
    public void After_SiteSaysFresh_PostponesWhenThePolicyHonoursIt(double? freshFor, double seconds)
    {
        var poll = Poll(PollResult.Unchanged) with { FreshFor = freshFor is { } fresh ? TimeSpan.FromSeconds(fresh) : null };

        AssertDelay(seconds, Running, Policy with { HonorFreshness = true }, poll);
        AssertDelay(10, Running, Policy, poll);
    }

    [Fact]
    public void After_FreshnessAboveAMaxIntervalBelowTheInterval_WaitsTheInterval() =>
        AssertDelay(10, Running, Policy with { HonorFreshness = true, MaxInterval = TimeSpan.FromSeconds(1) }, Poll(PollResult.Unchanged) with { FreshFor = TimeSpan.FromMinutes(9) });

    [Theory]
    [InlineData(1, 0.0, 5)] // half the interval at least
    [InlineData(1, 0.5, 10)]
    [InlineData(1, 0.9, 18)]
    [InlineData(2, 0.5, 20)]
    [InlineData(3, 0.5, 30)] // the ceiling is MaxInterval by now
    [InlineData(3, 0.9, 54)]
    [InlineData(500, 0.9, 54)]
    [InlineData(500, 0.0, 5)]
    public void After_FailuresInARow_BackOffWithFullJitter(int failures, double random, double seconds) =>
        AssertDelay(seconds, Running with { Failures = failures - 1 }, Policy, Poll(PollResult.Failed, took: 30), random);

    [Theory]
    [InlineData(1, 18)] // a floor, not a wish
    [InlineData(40, 40)]
    [InlineData(600, 600)] // the site may ask for more than MaxInterval
    [InlineData(86_400, 3_600)] // but an hour is the most that is believed
    public void After_RetryAfter_IsAFloorForTheBackOff(double retryAfter, double seconds) =>
        AssertDelay(seconds, Running, Policy, Poll(PollResult.Failed) with { RetryAfter = TimeSpan.FromSeconds(retryAfter) }, random: 0.9);

    [Fact]
    public void After_Success_ForgetsTheFailures()
    {
        var state = Running with { Failures = 7 };

        var (delay, next) = PollSchedule.After(state, Policy, Poll(PollResult.Unchanged), 0.9);

        Assert.Equal((TimeSpan.FromSeconds(10), 0), (delay, next.Failures));
    }

    [Fact]
    public void After_FirstPollsFail_TheFirstSuccessIsStillSpread()
    {
        var (_, failed) = PollSchedule.After(ScheduleState.Initial, Policy, Poll(PollResult.Failed), 0.5);

        AssertDelay(1, failed, Policy, Poll(PollResult.Changed), random: 0);
    }

    [Fact]
    public void After_WakePollsFail_CountAsOneFailure()
    {
        var wake = Poll(PollResult.Failed) with { IsWake = true };
        var state = Running;
        for (var i = 0; i < 3; i++)
            (_, state) = PollSchedule.After(state, Policy, wake, 0.5);

        Assert.Equal(1, state.Failures);
    }

    [Theory]
    [InlineData(10, false, 10)] // Interval is the promise, and the cap
    [InlineData(10, true, 5)]
    [InlineData(4, false, 6)]
    [InlineData(8, false, 10)]
    [InlineData(4, true, 2.5)] // a quarter of the interval by default
    [InlineData(2.5, true, 2.5)]
    public void After_Adaptive_PacesBetweenMinIntervalAndInterval(double pace, bool changed, double seconds)
    {
        var state = Running with { Pace = TimeSpan.FromSeconds(pace) };

        AssertDelay(seconds, state, Policy with { Adaptive = true }, Poll(Answered(changed)));
        AssertDelay(10, state, Policy, Poll(Answered(changed)));
    }

    [Fact]
    public void After_Adaptive_MinIntervalIsHonoured() =>
        AssertDelay(1.5, Running with { Pace = TimeSpan.FromSeconds(2) }, Policy with { Adaptive = true, MinInterval = TimeSpan.FromSeconds(1.5) }, Poll(PollResult.Changed));

    [Fact]
    public void After_AdaptiveFirstAnswer_IsNoChange()
    {
        var (_, next) = PollSchedule.After(ScheduleState.Initial, Policy with { Adaptive = true }, Poll(PollResult.Changed), 0.5);

        Assert.Null(next.Pace);
        Assert.Empty(next.Changes);
        Assert.Equal(Start, next.AnsweredAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_WakePoll_TellsNothingOfTheSourcesOwnPace(bool changed)
    {
        var state = Running with { Pace = TimeSpan.FromSeconds(4) };

        var (delay, next) = PollSchedule.After(state, Policy with { Adaptive = true }, Poll(Answered(changed)) with { IsWake = true }, 0.5);

        Assert.Equal((TimeSpan.FromSeconds(4), state.Pace), (delay, next.Pace));
        Assert.Empty(next.Changes);
    }

    [Fact]
    public void After_ManyChanges_RemembersOnlySeven()
    {
        var state = Running;
        for (var i = 0; i < 20; i++)
            (_, state) = PollSchedule.After(state, Policy, new(PollResult.Changed, Start.AddSeconds(i), Start.AddSeconds(i)), 0.5);

        Assert.Equal(Enumerable.Range(13, 7).Select(i => Start.AddSeconds(i)), state.Changes.Select(change => change.By));
    }

    [Fact]
    public void After_ALatePollOfAPageWithARhythm_IsNotMadeUpForASecondTime()
    {
        // Every 8 s, the last time 4 s ago: the next poll counts from when this one began, which its lateness is in already.
        var state = Running with { Changes = [.. Enumerable.Range(0, 7).Select(i => Start.AddSeconds((8 * (i - 6)) - 4)).Select(by => new SeenChange(by.AddSeconds(-0.2), by))] };
        var what = Poll(PollResult.Unchanged);
        var policy = Policy with { Adaptive = true };

        var onTime = PollSchedule.After(state, policy, what, random: 0).Delay;

        Assert.InRange(onTime.TotalSeconds, 3.5, 4);
        Assert.Equal(onTime, PollSchedule.After(state, policy, what with { Late = TimeSpan.FromSeconds(0.3) }, random: 0).Delay);
    }

    [Fact]
    public void After_SameInputs_GivesTheSame()
    {
        var first = PollSchedule.After(Running, Policy, Poll(PollResult.Failed), 0.3);

        Assert.Equal(first, PollSchedule.After(Running, Policy, Poll(PollResult.Failed), 0.3));
    }

    [Fact]
    public void After_AnyHistory_StaysWithinItsBounds()
    {
        const int Seed = 20260301;
        var random = new Random(Seed);
        for (var run = 0; run < 300; run++)
        {
            var interval = TimeSpan.FromMilliseconds(random.Next(20, 20_000));
            var policy = new PollPolicy
            {
                Interval = interval,
                MinInterval = random.Next(2) == 0 ? null : interval * random.NextDouble(),
                MaxInterval = TimeSpan.FromMilliseconds(random.Next(20, 100_000)),
                HonorFreshness = random.Next(2) == 0,
                Adaptive = random.Next(2) == 0,
            };
            var shortest = policy.MinInterval is { } min && policy.Adaptive && min < interval * 0.1 ? min : interval * 0.1;
            var least = Max(TimeSpan.FromMilliseconds(50), shortest);
            var most = Max(Max(interval, policy.MaxInterval), least);
            var (state, now, period) = (ScheduleState.Initial, Start, interval * random.NextDouble() * 5);
            for (var step = 0; step < 200; step++)
            {
                var regular = random.Next(3) > 0 && period > TimeSpan.Zero ? (now - Start).Ticks / period.Ticks != (now - Start - interval).Ticks / period.Ticks : random.Next(2) == 0;
                var what = new ScheduleEvent(
                    random.Next(8) == 0 ? PollResult.Failed : regular ? PollResult.Changed : PollResult.Unchanged,
                    now,
                    now + TimeSpan.FromMilliseconds(random.Next(-10, 3000)),
                    random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(-1, 10_000)),
                    random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(0, 10_000)),
                    random.Next(5) == 0)
                {
                    Late = (random.Next(3) * interval * random.NextDouble()) - TimeSpan.FromMilliseconds(5),
                };
                what = what with { Overslept = what.Late * random.Next(2) };

                (var delay, state) = PollSchedule.After(state, policy, what, random.NextDouble());

                // A place is left out after a pause of the gateway, and a timer may be early.
                var longest = Max(most, interval + least + TimeSpan.FromMilliseconds(5));
                var bound = what.Result == PollResult.Failed ? Max(most, PollSchedule.LongestRetryAfter) : longest;
                Assert.True(delay >= least && delay <= bound, $"seed {Seed}, run {run}, step {step}: {delay} after {what} with {policy}");
                now = what.EndedAt + delay;
            }
        }
    }

    /// <summary>How many fall into the hundredth of the interval that most fall into.</summary>
    private static int FullestHundredth(IEnumerable<DateTimeOffset> polls) =>
        polls.GroupBy(at => (at - Start).Ticks % Policy.Interval.Ticks / (Policy.Interval.Ticks / 100)).Max(hundredth => hundredth.Count());

    private static PollResult Answered(bool changed) => changed ? PollResult.Changed : PollResult.Unchanged;

    private static ScheduleEvent Poll(PollResult result, double took = 0) => new(result, Start, Start.AddSeconds(took));

    private static ScheduleEvent Overslept(double seconds, double took = 0) =>
        Poll(PollResult.Unchanged, took) with { Late = TimeSpan.FromSeconds(seconds), Overslept = TimeSpan.FromSeconds(seconds) };

    private static void AssertDelay(double seconds, ScheduleState state, PollPolicy policy, ScheduleEvent what, double random = 0.5)
    {
        var (delay, _) = PollSchedule.After(state, policy, what, random);
        Assert.Equal(seconds, delay.TotalSeconds, precision: 6);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
