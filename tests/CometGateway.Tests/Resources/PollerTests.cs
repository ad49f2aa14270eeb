using CometGateway.Resources;
using CometGateway.TestKit;

namespace CometGateway.Tests.Resources;

public sealed class PollerTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly PollerRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Start_PollsAtOnce_AndThenAtThePaceThatThePollTells()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);

        _rig.Time.Advance(PollerRig.Interval - Moment);
        _rig.AssertNoMoreThan(1);
        _rig.Time.Advance(Moment);
        await _rig.AnswerAsync(1, TimeSpan.FromSeconds(60));

        _rig.Time.Advance(TimeSpan.FromSeconds(59));
        _rig.AssertNoMoreThan(2);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        await _rig.PollAsync(2);
    }

    [Fact]
    public async Task APollThatTheScheduleWanted_KnowsHowLateItBegan()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);
        _rig.Time.Advance(PollerRig.Interval + TimeSpan.FromSeconds(2));
        var late = await _rig.PollAsync(1);
        await _rig.AnswerAsync(1);
        _ = _rig.Poller.Request(_rig.Time.GetUtcNow());
        var asked = await _rig.PollAsync(2);

        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.Zero), (late.Run.Late, asked.Run.Late));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.Zero), (late.Run.Overslept, asked.Run.Overslept));
    }

    [Fact]
    public void APollThatWaitedForItsTurn_WasLate_AndDidNotOversleepThatLong()
    {
        var run = new PollRun(isWake: false, dueAt: TimeSpan.FromSeconds(10));

        run.Begin(TimeSpan.FromSeconds(11));
        run.Send(TimeSpan.FromSeconds(13));

        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)), (run.Late, run.Overslept));
    }

    [Fact]
    public async Task ATimerThatFiresAFewMillisecondsEarly_BeginsThePoll_WhichKnowsIt()
    {
        using var rig = new PollerRig(new ManualTimeProvider { Early = TimeSpan.FromMilliseconds(4) });
        rig.Poller.Start();
        await rig.AnswerAsync(0);

        rig.Time.Advance(PollerRig.Interval - TimeSpan.FromMilliseconds(5));
        rig.AssertNoMoreThan(1);
        rig.Time.Advance(Moment);

        Assert.Equal(TimeSpan.FromMilliseconds(-4), (await rig.PollAsync(1)).Run.Late);
        Assert.Equal(0, rig.Time.PendingTimers);
    }

    [Fact]
    public async Task ATimerThatFiresEarly_TakesNothingOffTheSitesRest()
    {
        using var rig = new PollerRig(new ManualTimeProvider { Early = TimeSpan.FromMilliseconds(4) });
        rig.Poller.Start();
        (await rig.PollAsync(0)).Run.LeavesRest = true;
        await rig.AnswerAsync(0);

        rig.Time.Advance(PollerRig.Interval - Moment);
        Assert.Equal(1, rig.Polls.Count);
        rig.Time.Advance(Moment);

        Assert.Equal(TimeSpan.Zero, (await rig.PollAsync(1)).Run.Late);
    }

    [Fact]
    public async Task ATimerThatFiresEarly_BeginsWhatFollowsAWriteOnce()
    {
        using var rig = new PollerRig(new ManualTimeProvider { Early = TimeSpan.FromMilliseconds(4) });
        rig.Poller.Start();
        await rig.AnswerAsync(0, TimeSpan.FromMinutes(1));
        rig.Poller.Wake();
        await rig.AnswerAsync(1, TimeSpan.FromMinutes(1));

        rig.Time.Advance(TimeSpan.FromMilliseconds(246));
        await rig.AnswerAsync(2, TimeSpan.FromMinutes(1));
        rig.Time.Advance(TimeSpan.FromMilliseconds(700));

        rig.AssertNoMoreThan(3);
    }

    [Fact]
    public async Task AWallClockThatIsSetBack_DoesNotStopTheSchedule()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);

        _rig.Time.ShiftWallClock(-TimeSpan.FromMinutes(10));
        _rig.Time.Advance(PollerRig.Interval);
        await _rig.AnswerAsync(1);
        _rig.Time.Advance(PollerRig.Interval);

        await _rig.PollAsync(2);
    }

    [Fact]
    public async Task AWallClockThatIsSetBack_DoesNotMakeAnOldPollANewOne()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);

        _rig.Time.ShiftWallClock(-TimeSpan.FromMinutes(10));
        _ = _rig.Poller.Request(_rig.Time.GetUtcNow());

        await _rig.PollAsync(1);
    }

    [Fact]
    public async Task Start_Again_StartsNothing()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);

        _rig.Poller.Start();
        _rig.Time.Advance(PollerRig.Interval - Moment);

        _rig.AssertNoMoreThan(1);
    }

    [Fact]
    public async Task Request_WithoutStart_PollsOnceAndNotAgainByItself()
    {
        var done = _rig.Poller.Request(_rig.Time.GetUtcNow());
        await _rig.AnswerAsync(0);
        await done.WaitAsync(Patience.Default);

        _rig.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, _rig.Polls.Count);
        Assert.Equal(0, _rig.Time.PendingTimers);
    }

    [Fact]
    public async Task Request_ThatARunningPollCovers_JoinsIt()
    {
        var before = _rig.Time.GetUtcNow();
        _rig.Time.Advance(Moment);
        var first = _rig.Poller.Request(before);
        var poll = await _rig.PollAsync(0);

        var second = _rig.Poller.Request(before);

        Assert.Same(first, second);
        poll.Answer(PollerRig.Interval);
        await second.WaitAsync(Patience.Default);
        Assert.Equal(1, _rig.Polls.Count);
    }

    [Fact]
    public async Task Request_WhileAPollWaitsForTheOriginBudget_JoinsIt()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        using var poller = new Poller(
            async (run, _) =>
            {
                count++;
                await gate.Task;
                run.StartedAt = _rig.Time.GetUtcNow();
                return PollerRig.Interval;
            },
            _rig.Faults.Add,
            _rig.Time);

        var first = poller.Request(_rig.Time.GetUtcNow());
        _rig.Time.Advance(Moment);
        var later = poller.Request(_rig.Time.GetUtcNow());
        _rig.Time.Advance(Moment);
        gate.SetResult();
        await later.WaitAsync(Patience.Default);

        Assert.Same(first, later);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task Request_ThatComesAfterARunningPollBegan_QueuesOneMoreForAllWhoAsk()
    {
        var first = _rig.Poller.Request(_rig.Time.GetUtcNow());
        var running = await _rig.PollAsync(0);
        _rig.Time.Advance(Moment);

        var (second, third) = (_rig.Poller.Request(_rig.Time.GetUtcNow()), _rig.Poller.Request(_rig.Time.GetUtcNow()));
        Assert.NotSame(first, second);
        Assert.Same(second, third);
        Assert.Equal(1, _rig.Polls.Count);

        running.Answer(PollerRig.Interval);
        await first.WaitAsync(Patience.Default);
        await _rig.AnswerAsync(1);
        await third.WaitAsync(Patience.Default);
        Assert.Equal(2, _rig.Polls.Count);
    }

    [Fact]
    public async Task Request_InTheVeryTickInWhichAPollBegan_IsNotCoveredByIt()
    {
        _ = _rig.Poller.Request(_rig.Time.GetUtcNow());
        var running = await _rig.PollAsync(0);

        var after = _rig.Poller.Request(_rig.Time.GetUtcNow());
        running.Answer(PollerRig.Interval);
        await _rig.AnswerAsync(1);
        await after.WaitAsync(Patience.Default);

        Assert.Equal(2, _rig.Polls.Count);
    }

    [Fact]
    public async Task Request_ThatTheLastPollCovers_IsDoneAlready_WhateverThatPollBrought()
    {
        var earlier = _rig.Time.GetUtcNow();
        _rig.Time.Advance(Moment);
        var first = _rig.Poller.Request(earlier);
        (await _rig.PollAsync(0)).Fail(new InvalidOperationException("no answer"));
        await first.WaitAsync(Patience.Default);

        Assert.True(_rig.Poller.Request(earlier).IsCompleted);
        Assert.Equal(1, _rig.Polls.Count);
    }

    [Fact]
    public async Task ADueTime_WhileAPollRuns_AddsNoPoll()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);
        _rig.Time.Advance(TimeSpan.FromSeconds(4));
        _ = _rig.Poller.Request(_rig.Time.GetUtcNow());
        var running = await _rig.PollAsync(1);
        _rig.Time.Advance(TimeSpan.FromSeconds(30));
        running.Answer(PollerRig.Interval);
        await Eventually.IsTrueAsync(() => _rig.Time.PendingTimers == 1, "the next poll is armed");
        _rig.Time.Advance(PollerRig.Interval - Moment);

        _rig.AssertNoMoreThan(2);
    }

    [Fact]
    public async Task AnInfiniteDelay_StopsTheSchedule_UntilARequest()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0, Timeout.InfiniteTimeSpan);
        _rig.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, _rig.Polls.Count);

        _ = _rig.Poller.Request(_rig.Time.GetUtcNow());
        await _rig.AnswerAsync(1);
        _rig.Time.Advance(PollerRig.Interval);

        await _rig.PollAsync(2);
    }

    [Fact]
    public async Task APollThatThrows_IsReported_FreesItsWaiters_AndDoesNotStopTheSchedule()
    {
        _rig.Poller.Start();
        var joined = _rig.Poller.Request(DateTimeOffset.MinValue);
        (await _rig.PollAsync(0)).Fail(new InvalidOperationException("ours"));
        await joined.WaitAsync(Patience.Default);
        Assert.IsType<InvalidOperationException>(Assert.Single(_rig.Faults.Items));

        await Eventually.IsTrueAsync(() => _rig.Time.PendingTimers == 1, "the next poll is armed");
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await _rig.PollAsync(1)).Fail(new OperationCanceledException("not ours to stop for"));
        await Eventually.IsTrueAsync(() => _rig.Time.PendingTimers == 1, "the next poll is armed");
        _rig.Time.Advance(TimeSpan.FromSeconds(10));

        await _rig.AnswerAsync(2);
    }

    [Fact]
    public async Task Dispose_InTheMiddle_CancelsThePoll_AndFreesAllWhoWait()
    {
        var running = _rig.Poller.Request(_rig.Time.GetUtcNow());
        var poll = await _rig.PollAsync(0);
        _rig.Time.Advance(Moment);
        var queued = _rig.Poller.Request(_rig.Time.GetUtcNow());

        _rig.Poller.Dispose();

        await queued.WaitAsync(Patience.Default);
        await running.WaitAsync(Patience.Default);
        Assert.True(poll.Stopping.IsCancellationRequested);
        Assert.Equal(1, _rig.Polls.Count);
        Assert.Equal(0, _rig.Faults.Count);
    }

    [Fact]
    public async Task Dispose_EndsEverything()
    {
        _rig.Poller.Start();
        await _rig.AnswerAsync(0);

        _rig.Poller.Dispose();
        _rig.Poller.Dispose();
        _rig.Poller.Start();
        _rig.Poller.Wake();
        _rig.Time.Advance(TimeSpan.FromHours(1));

        Assert.True(_rig.Poller.Request(_rig.Time.GetUtcNow()).IsCompleted);
        Assert.Equal(1, _rig.Polls.Count);
    }

    [Fact]
    public async Task Dispose_BeforeAPollHasBegun_FreesItsWaiters()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var poller = new Poller((_, stopping) => Task.FromCanceled<TimeSpan>(stopping), _rig.Faults.Add, _rig.Time);
            var done = poller.Request(_rig.Time.GetUtcNow());
            poller.Dispose();
            await done.WaitAsync(Patience.Default);
        }
    }
}
