using CometGateway.TestKit;

namespace CometGateway.Tests;

public class ManualTimeProviderTests
{
    [Fact]
    public void Advance_SeveralTimers_FireInDueOrderAtTheirOwnTime()
    {
        var time = new ManualTimeProvider();
        var start = time.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = time.CreateTimer(_ => fired.Add(("late", time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => fired.Add(("often", time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));

        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([("often", TimeSpan.FromSeconds(1)), ("often", TimeSpan.FromSeconds(2.5)), ("late", TimeSpan.FromSeconds(3))], fired);
        Assert.Equal(TimeSpan.FromSeconds(3), time.GetUtcNow() - start);
    }

    [Fact]
    public void GetTimestamp_OddFrequency_AgreesWithTheClock()
    {
        var time = new ManualTimeProvider();
        var (utc, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        for (var i = 1; i <= 1000; i++)
        {
            time.Advance(TimeSpan.FromTicks(12_345 * i));
            var drift = time.GetElapsedTime(stamp) - (time.GetUtcNow() - utc);
            Assert.InRange(drift.Ticks, -1, 1);
        }
    }

    [Fact]
    public async Task Advance_DelayAndDeadline_BothEnd()
    {
        var time = new ManualTimeProvider();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        var delay = Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
        await time.TimersPendingAsync(2);

        time.Advance(TimeSpan.FromSeconds(1));

        await delay;
        Assert.False(deadline.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadline.IsCancellationRequested);
        Assert.Equal(0, time.PendingTimers);
    }

    [Fact]
    public void Change_TimerRearmedByItsOwnCallback_FiresAgainInTheSameAdvance()
    {
        var time = new ManualTimeProvider();
        var count = 0;
        ITimer? timer = null;
        timer = time.CreateTimer(_ => { if (++count < 3) timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan); }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(3, count);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task CreateTimer_DueAtOnce_FiresWithoutAdvance()
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = new ManualTimeProvider().CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task TimersPendingAsync_TimerArmedLater_Completes()
    {
        var time = new ManualTimeProvider();
        var pending = time.TimersPendingAsync(1);
        Assert.False(pending.IsCompleted);

        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        await pending;
    }
}
