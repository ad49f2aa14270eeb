using CometGateway.Core.Watching;
using Xunit.Abstractions;

namespace CometGateway.Core.Tests.Watching;

/// <summary>The schedule against sources that change as real ones do: how long a change waits to be seen, at equal polls.</summary>
public class PollScheduleSimulationTests(ITestOutputHelper output)
{
    private const int Steps = 10_000;
    private const int Seed = 20260301;

    [Fact]
    public void Adaptive_BurstySource_SeesChangesSoonerThanFixedWithAsManyPolls()
    {
        var source = Bursts();
        var (adaptive, fixedPace) = AtEqualPolls(Adaptive(20), source);

        Assert.True(adaptive < fixedPace * 0.6, $"seed {Seed}: adaptive {adaptive:F2} s, fixed {fixedPace:F2} s");
    }

    [Theory]
    [InlineData(60, 5)]
    [InlineData(60, 2)]
    [InlineData(10, 15)]
    [InlineData(60, 15)]
    public void Adaptive_SourceThatKeepsTime_LocksOntoItsPeriod(double period, double interval)
    {
        var source = Clock(period, jitter: 0.05);
        var (adaptive, fixedPace) = AtEqualPolls(Adaptive(interval), source);

        Assert.True(adaptive < fixedPace * 0.5, $"seed {Seed}: adaptive {adaptive:F2} s, fixed {fixedPace:F2} s");
    }

    [Fact]
    public void Adaptive_SourceWithoutMemory_IsNotMuchWorseThanFixed()
    {
        var (adaptive, fixedPace) = AtEqualPolls(Adaptive(20), Poisson());

        Assert.True(adaptive < fixedPace * 1.3, $"seed {Seed}: adaptive {adaptive:F2} s, fixed {fixedPace:F2} s");
    }

    [Fact]
    public void Adaptive_SourceFasterThanAnyPoll_StaysAtTheShortestInterval()
    {
        var policy = Adaptive(20);

        var (_, polls, elapsed) = Run(policy, Clock(0.1, jitter: 0.01), 1_000);

        Assert.InRange(elapsed / polls, 1.0, 1.1);
    }

    [Fact]
    public void Fixed_AnySource_PollsOncePerInterval()
    {
        var (_, polls, elapsed) = Run(new() { Interval = TimeSpan.FromSeconds(15) }, Bursts(), Steps);

        Assert.InRange(elapsed / polls, 14.9, 15.1);
    }

    private static PollPolicy Adaptive(double interval) => new()
    {
        Interval = TimeSpan.FromSeconds(interval),
        MinInterval = TimeSpan.FromSeconds(1),
        Adaptive = true,
    };

    private (double Adaptive, double Fixed) AtEqualPolls(PollPolicy policy, double[] source)
    {
        var (adaptive, polls, elapsed) = Run(policy, source, Steps);
        var (fixedPace, fixedPolls, fixedElapsed) = Run(new() { Interval = TimeSpan.FromSeconds(elapsed / polls) }, source, Steps);
        output.WriteLine($"adaptive {adaptive:F3} s at {polls / elapsed * 3600:F0} polls/h, fixed {fixedPace:F3} s at {fixedPolls / fixedElapsed * 3600:F0} polls/h");
        return (adaptive, fixedPace);
    }

    /// <summary>Mean time from the first change that no poll has seen to the poll that sees it.</summary>
    private static (double Delay, int Polls, double Elapsed) Run(PollPolicy policy, double[] source, int steps)
    {
        var random = new Random(Seed);
        var epoch = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (state, now, next, waited, seen) = (ScheduleState.Initial, 0.0, 0, 0.0, 0);
        for (var step = 0; step < steps; step++)
        {
            var changed = next < source.Length && source[next] <= now;
            if (changed)
            {
                waited += now - source[next];
                seen++;
                while (next < source.Length && source[next] <= now)
                    next++;
            }

            var at = epoch.AddSeconds(now);
            (var delay, state) = PollSchedule.After(state, policy, new(changed ? PollResult.Changed : PollResult.Unchanged, at, at.AddMilliseconds(20)), random.NextDouble());
            now += 0.02 + delay.TotalSeconds;
        }

        return (waited / seen, steps, now);
    }

    // Bursts of 60 s with a change every three seconds, ten minutes of quiet between them.
    private static double[] Bursts()
    {
        var random = new Random(Seed);
        var (times, now) = (new List<double>(), 0.0);
        while (now < 400_000)
        {
            now += Exponential(random, 600);
            for (var end = now + Exponential(random, 60); now < end; now += Exponential(random, 3))
                times.Add(now);
        }

        return [.. times];
    }

    private static double[] Poisson()
    {
        var random = new Random(Seed);
        var (times, now) = (new List<double>(), 0.0);
        while (now < 400_000)
            times.Add(now += Exponential(random, 60));
        return [.. times];
    }

    private static double[] Clock(double period, double jitter)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(1, (int)(400_000 / period)).Select(i => (i * period) + (random.NextDouble() * jitter))];
    }

    private static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());
}
