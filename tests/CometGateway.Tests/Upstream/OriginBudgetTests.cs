using CometGateway.Configuration;
using CometGateway.TestKit;
using CometGateway.Upstream;

namespace CometGateway.Tests.Upstream;

public sealed class OriginBudgetTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private OriginBudget? _budget;

    public void Dispose() => _budget?.Dispose();

    [Fact]
    public async Task AcquireAsync_UnderBudget_CompletesAtOnceAndAllocatesNothing()
    {
        var budget = Budget(concurrent: 10, perSecond: 1000);
        (await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None)).Dispose();

        // Awaits that complete at once go on on the same thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var second = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        first.Dispose();
        second.Dispose();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task AcquireAsync_OverConcurrency_WaitsInOrderForAFreePlace()
    {
        var budget = Budget(concurrent: 2, perSecond: 1000);
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var second = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var third = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask();
        var fourth = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask();
        Assert.Equal((2, 2), budget.LoadOf("site"));

        second.Dispose();
        var lease = await third;
        Assert.False(fourth.IsCompleted);
        Assert.Equal((2, 1), budget.LoadOf("site"));

        lease.Dispose();
        (await fourth).Dispose();
        first.Dispose();
        Assert.Equal((0, 0), budget.LoadOf("site"));
    }

    [Fact]
    public async Task AcquireAsync_PagesNotKnownToAnswerSoon_HaveHalfOfThePlaces()
    {
        var budget = Budget(concurrent: 4, perSecond: 1000);
        var slow = await budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None);
        var alsoSlow = await budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None);
        var waits = budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None).AsTask();
        var waitsToo = budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None).AsTask();

        var quick = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var alsoQuick = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        Assert.Equal((4, 2), budget.LoadOf("site"));
        quick.Dispose();
        alsoQuick.Dispose();
        Assert.False(waits.IsCompleted);

        slow.Dispose();
        (await waits).Dispose();
        (await waitsToo).Dispose();
        alsoSlow.Dispose();
        Assert.Equal((0, 0), budget.LoadOf("site"));
    }

    [Fact]
    public async Task AcquireAsync_NewPages_FindAPlaceBesideTheSlow_AndBothLeaveAQuarterToTheQuick()
    {
        var budget = Budget(concurrent: 4, perSecond: 1000);
        foreach (var pace in (PollPace[])[PollPace.Slow, PollPace.Slow, PollPace.New]) await budget.AcquireAsync("site", pace, CancellationToken.None);
        var waits = budget.AcquireAsync("site", PollPace.New, CancellationToken.None).AsTask();

        var quick = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);

        Assert.False(waits.IsCompleted);
        Assert.Equal((4, 1), budget.LoadOf("site"));
        quick.Dispose();
        Assert.False(waits.IsCompleted);
    }

    [Fact]
    public async Task AcquireAsync_WhoseOverdueTurnCannotBeTold_LeavesItsPlaceToOthers()
    {
        var budget = Budget(concurrent: 1, perSecond: 1000);
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var failing = budget.AcquireAsync("site", PollPace.Quick, TimeSpan.FromSeconds(30), () => throw new InvalidOperationException("nobody to tell"), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing.WaitAsync(Patience.Default));

        first.Dispose();

        (await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask().WaitAsync(Patience.Default)).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_WhereBothWouldHaveAPlace_GoesToTheFirstToCome()
    {
        var budget = Budget(concurrent: 2, perSecond: 1000);
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var second = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var slow = budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None).AsTask();
        var quick = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask();

        first.Dispose();
        await slow.WaitAsync(Patience.Default);
        Assert.False(quick.IsCompleted);
        second.Dispose();
        await quick.WaitAsync(Patience.Default);
    }

    [Fact]
    public async Task AcquireAsync_AnOnlyPlace_IsForAll()
    {
        var budget = Budget(concurrent: 1, perSecond: 1000);

        (await budget.AcquireAsync("site", PollPace.Slow, CancellationToken.None)).Dispose();
        (await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_OverPace_StartsOneByOneInOrderAndDropsNone()
    {
        var budget = Budget(concurrent: 100, perSecond: 4);
        var started = new List<int>();
        var polls = new List<Task>();
        for (var i = 0; i < 9; i++)
        {
            var number = i;
            polls.Add(Poll(budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None)));
            async Task Poll(ValueTask<OriginBudget.Lease> acquiring)
            {
                using var lease = await acquiring;
                lock (started) started.Add(number);
            }
        }

        await polls[0];
        for (var i = 1; i < 9; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(249));
            Assert.False(polls[i].IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await polls[i].WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(Enumerable.Range(0, 9), started);
    }

    [Fact]
    public void AcquireAsync_AClump_StartsATenthOfASecondsWorthTogether()
    {
        var budget = Budget(concurrent: 1000, perSecond: 200);

        var polls = Enumerable.Range(0, 100).Select(_ => budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask()).ToList();

        Assert.Equal((20, 80), budget.LoadOf("site"));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal((40, 60), budget.LoadOf("site"));
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal((100, 0), budget.LoadOf("site"));
        Assert.Equal(100, polls.Count);
    }

    [Fact]
    public async Task AcquireAsync_AnySequence_NeverExceedsPacePlusBurst()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var budget = Budget(concurrent: 1000, perSecond: 50);
        var start = _time.GetTimestamp();
        var started = new List<double>();
        for (var i = 0; i < 2000; i++)
        {
            var acquiring = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
            while (!acquiring.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 40)));
                if (budget.LoadOf("site").Waiting == 0) break;
            }

            (await acquiring).Dispose();
            started.Add(_time.GetElapsedTime(start).TotalSeconds);
            if (random.Next(20) == 0) _time.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
        }

        for (int from = 0, to = 0; to < started.Count; to++)
        {
            while (started[to] - started[from] >= 1) from++;
            Assert.True(to - from + 1 <= 50 + 5, $"seed {seed}: {to - from + 1} starts within one second");
        }
    }

    [Fact]
    public async Task AcquireAsync_Cancelled_GivesUpItsPlace()
    {
        var budget = Budget(concurrent: 1, perSecond: 1000);
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var second = budget.AcquireAsync("site", PollPace.Quick, stopping.Token).AsTask();
        var third = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal((1, 1), budget.LoadOf("site"));
        first.Dispose();
        (await third).Dispose();
        Assert.Equal((0, 0), budget.LoadOf("site"));
    }

    [Fact]
    public async Task AcquireAsync_OtherCluster_HasABudgetOfItsOwn()
    {
        var settings = Settings(1, 1000) with
        {
            Origins = new Dictionary<string, OriginSettings>(StringComparer.OrdinalIgnoreCase) { ["Big"] = new() { MaxConcurrentPolls = 2, MaxPollsPerSecond = 1000 } },
        };
        _budget = new OriginBudget(_time, settings);
        using var site = await _budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        using var one = await _budget.AcquireAsync("big", PollPace.Quick, CancellationToken.None);
        using var two = await _budget.AcquireAsync("BIG", PollPace.Quick, CancellationToken.None);

        Assert.False(_budget.AcquireAsync("big", PollPace.Quick, CancellationToken.None).AsTask().IsCompleted);
        Assert.Equal((1, 0), _budget.LoadOf("site"));
        Assert.Equal((2, 1), _budget.LoadOf("big"));
    }

    [Fact]
    public async Task Apply_LargerBudget_LetsTheWaitingGo()
    {
        var budget = Budget(concurrent: 1, perSecond: 0.01);
        using var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);
        var second = budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask();

        budget.Apply(Settings(5, 10));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        (await second.WaitAsync(TimeSpan.FromSeconds(30))).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_ManyThreads_KeepsTheLimitAndServesAll()
    {
        var budget = Budget(concurrent: 3, perSecond: 1e9);
        var (inFlight, most) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, stopping) =>
        {
            using var lease = await budget.AcquireAsync("site", PollPace.Quick, stopping);
            var now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
        });

        Assert.InRange(most, 1, 3);
        Assert.Equal((0, 0), budget.LoadOf("site"));
    }

    // Time goes on between two looks at the clock: a slot that came in between was once missed, and with it every later poll of the cluster.
    [Fact]
    public async Task AcquireAsync_SlotComesWhileAskingForIt_IsNotMissed()
    {
        using var budget = new OriginBudget(new HastyTimeProvider(TimeSpan.FromMilliseconds(60)), Settings(concurrent: 10, perSecond: 10));
        var first = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None);

        // 40 ms early at the first look, 20 ms late at the next.
        var second = await budget.AcquireAsync("site", PollPace.Quick, CancellationToken.None).AsTask().WaitAsync(Patience.Default);

        Assert.Equal((2, 0), budget.LoadOf("site"));
        first.Dispose();
        second.Dispose();
    }

    private static void InterlockedMax(ref int location, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref location)) < value && Interlocked.CompareExchange(ref location, value, seen) != seen)
        {
        }
    }

    private static CometSettings Settings(int concurrent, double perSecond) =>
        new() { Origin = new OriginSettings { MaxConcurrentPolls = concurrent, MaxPollsPerSecond = perSecond } };

    private OriginBudget Budget(int concurrent, double perSecond) => _budget = new OriginBudget(_time, Settings(concurrent, perSecond));

    /// <summary>Every look at this clock takes a while.</summary>
    private sealed class HastyTimeProvider(TimeSpan step) : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * step.Ticks;
    }
}
