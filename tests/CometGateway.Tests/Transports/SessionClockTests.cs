using CometGateway.Core.Watching;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

/// <summary>Keepalive, recycling and drain of a client that reads at once.</summary>
public sealed class SessionClockTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly Broadcast _broadcast;

    public SessionClockTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task KeepAlive_ComesAfterSilenceOnly()
    {
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();
        await _rig.PassAsync(19);
        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();
        await _rig.PassAsync(19);
        Assert.DoesNotContain(":", client.Events);

        await _rig.PassAsync(1);
        Assert.Equal(":", client.Events[^1]);

        await _rig.PassAsync(19);
        Assert.Single(client.Events, ":");
        await _rig.PassAsync(1);
        Assert.Equal(2, client.Events.Count(e => e == ":"));
    }

    [Fact]
    public async Task Lifetime_EndsTheSession()
    {
        var client = _rig.Open(_broadcast, ShardRig.Quiet with { Lifetime = 5_000 });
        await _rig.SettledAsync();

        await _rig.PassAsync(4);
        Assert.False(client.End.IsCompleted);
        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Recycled, await client.EndedAsync());
    }

    [Fact]
    public async Task ByteBudget_EndsTheSessionBehindTheEventThatSpendsIt()
    {
        var client = _rig.Open(_broadcast, ShardRig.Quiet with { Bytes = 100_000 });
        var body = new string('x', 150_000);
        _rig.Publish(_broadcast, body);
        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Recycled, await client.EndedAsync());
        Assert.Equal([body], client.States);
    }

    [Fact]
    public async Task ByteBudget_CountsWhatIsWritten()
    {
        var client = _rig.Open(_broadcast, ShardRig.Quiet with { Bytes = 100_000 });
        await _rig.PassAsync(10);

        Assert.False(client.End.IsCompleted);
    }

    [Fact]
    public async Task Drain_TellsAtOnceAndOnce_GoesOnServing_AndEndsWithinItsWindow()
    {
        var clients = Enumerable.Range(0, 20).Select(_ => _rig.Open(_broadcast)).ToArray();
        await _rig.SettledAsync();

        _rig.Shards.Drain(TimeSpan.FromSeconds(8));
        _rig.Shards.Drain(TimeSpan.FromSeconds(8));
        await _rig.SettledAsync();
        Assert.All(clients, client => Assert.Single(client.Events, IsDraining));
        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();
        Assert.All(clients, client => Assert.Equal(["a"], client.States));

        await _rig.PassAsync(4);
        var gone = clients.Count(client => client.End.IsCompleted);
        Assert.InRange(gone, 1, 19);
        await _rig.PassAsync(5);

        foreach (var client in clients) Assert.Equal(SessionEnd.Drained, await client.EndedAsync());
        Assert.All(clients, client => Assert.Single(client.Events, IsDraining));
    }

    [Fact]
    public async Task Drain_NeverLengthensALife()
    {
        var client = _rig.Open(_broadcast, ShardRig.Quiet with { Lifetime = 2_000 });
        await _rig.SettledAsync();
        _rig.Shards.Drain(TimeSpan.FromHours(1));

        await _rig.PassAsync(2);

        Assert.Equal(SessionEnd.Drained, await client.EndedAsync());
    }

    [Fact]
    public async Task Drain_OfOneResource_LeavesTheOthersAlone()
    {
        var kept = _rig.Open(_rig.NewBroadcast());
        var drained = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        _broadcast.Drain(TimeSpan.Zero);
        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Drained, await drained.EndedAsync());
        Assert.DoesNotContain(kept.Events, IsDraining);
    }

    [Fact]
    public async Task Drain_ReachesOneWhoJoinsWhileTheOthersLeave()
    {
        _rig.Shards.Drain(TimeSpan.FromSeconds(3));
        await _rig.PassAsync(1);

        var late = _rig.Open(_broadcast);
        await _rig.SettledAsync();
        Assert.Single(late.Events, IsDraining);
        await _rig.PassAsync(3);

        Assert.Equal(SessionEnd.Drained, await late.EndedAsync());
    }

    [Fact]
    public async Task Drain_OfOneResource_ReachesOneWhoJoinsItLater_AndNobodyElse()
    {
        _broadcast.Drain(TimeSpan.FromSeconds(1));
        await _rig.PassAsync(5);

        var (late, other) = (_rig.Open(_broadcast), _rig.Open(_rig.NewBroadcast()));
        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Drained, await late.EndedAsync());
        Assert.False(other.End.IsCompleted);
    }

    [Fact]
    public async Task Tick_EndsAnyNumberOfSessionsAtOnce()
    {
        var clients = Enumerable.Range(0, 50).Select(i => _rig.Open(_broadcast, ShardRig.Quiet with { Lifetime = i % 2 == 0 ? 1_000 : 600_000 })).ToArray();
        await _rig.SettledAsync();
        await _rig.PassAsync(1);
        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();

        for (var i = 0; i < clients.Length; i++)
        {
            Assert.Equal(i % 2 == 0, clients[i].End.IsCompleted);
            Assert.Equal(i % 2 == 0 ? [] : ["a"], clients[i].States);
        }
    }

    private static bool IsDraining(string text) => text.Contains(nameof(ResourceState.Draining).ToLowerInvariant(), StringComparison.Ordinal);
}
