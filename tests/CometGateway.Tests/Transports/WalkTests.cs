using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

/// <summary>A change goes from one session to the next, and lets others have a turn in between.</summary>
public sealed class WalkTests : IDisposable
{
    private const int Turns = 5;
    private const int Clients = Turns * SessionShard.RelayedInTurn;
    private readonly ShardRig _rig = new();
    private readonly CountedTurns _turns = new();
    private readonly Broadcast _broadcast;

    public WalkTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task LoopsThatSendWhatIsWritten_HaveATurnAfterSoManySessions_AndEverybodyGetsTheChangeOnce()
    {
        var writes = new int[Clients];
        await OpenAsync(isRelayed: true, client => writes[client]++);

        _rig.Publish(_broadcast, "second");
        await _rig.SettledAsync();

        Assert.Equal(Turns - 1, _turns.Count);
        Assert.All(writes, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task WhereATurnOfOthersTakesLong_ThereIsNoSecondOne()
    {
        await OpenAsync(isRelayed: true, _ => { });
        _turns.OnTurn = () => _rig.Time.Advance(TimeSpan.FromMilliseconds(51));

        _rig.Publish(_broadcast, "second");
        await _rig.SettledAsync();

        Assert.Equal(1, _turns.Count);
    }

    [Fact]
    public async Task WhereWhatIsWrittenIsSentAtOnce_NobodyElseNeedsATurn()
    {
        await OpenAsync(isRelayed: false, _ => { });

        _rig.Publish(_broadcast, "second");
        await _rig.SettledAsync();

        Assert.Equal(0, _turns.Count);
    }

    [Fact]
    public async Task WhatComesMeanwhile_WaitsUntilTheWalkIsOver()
    {
        var written = 0;
        var sessions = await OpenAsync(isRelayed: true, _ =>
        {
            if (++written == SessionShard.RelayedInTurn + 1) _rig.Shards.Cut();
        });

        _rig.Publish(_broadcast, "second");

        foreach (var session in sessions) Assert.Equal(SessionEnd.Cut, await session.EndedAsync());
        Assert.Equal(Clients, written);
    }

    [Fact]
    public async Task AStateThatIsReplacedDuringItsWalk_IsCountedAsWellAsTheNext()
    {
        var latencies = new List<double>();
        using var listener = _rig.Listen<double>("comet.change.latency", latencies.Add);
        var isFirst = false;
        _rig.Open(_broadcast).Writer.OnWrite = _ =>
        {
            if (isFirst) _rig.Publish(_broadcast, "second");
            isFirst = false;
        };
        await _rig.SettledAsync();
        isFirst = true;

        _rig.Publish(_broadcast, "first");
        await _rig.SettledAsync();
        // What the walk has published may come into the inbox behind the first call's probe, and is in front of the second one's.
        await _rig.SettledAsync();

        Assert.Equal(2, latencies.Count);
    }

    private async Task<RecordedSession[]> OpenAsync(bool isRelayed, Action<int> onWrite)
    {
        var sessions = Enumerable.Range(0, Clients).Select(_ => _rig.Open(_broadcast, isRelayed: isRelayed)).ToArray();
        _rig.Publish(_broadcast, "first");
        await _rig.SettledAsync();
        for (var i = 0; i < Clients; i++)
        {
            var client = i;
            sessions[i].Writer.OnWrite = _ =>
            {
                // On the walk's thread, whose turns would otherwise leave no trace.
                SynchronizationContext.SetSynchronizationContext(_turns);
                onWrite(client);
            };
        }

        return sessions;
    }

    private sealed class CountedTurns : SynchronizationContext
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Action? OnTurn { get; set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _count);
            OnTurn?.Invoke();
            ThreadPool.UnsafeQueueUserWorkItem(_ => d(state), null);
        }
    }
}
