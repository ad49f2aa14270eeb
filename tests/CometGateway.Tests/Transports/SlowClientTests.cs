using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

/// <summary>A client that reads slowly skips states and holds no memory; one that does not read is cut.</summary>
public sealed class SlowClientTests : IDisposable
{
    private const int Slice = 32 * 1024;
    private static readonly string Large = new('x', 200);
    private readonly ShardRig _rig = new();
    private readonly Broadcast _broadcast;

    public SlowClientTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Changes_WhileAWriteIsOut_AreConflatedToTheNewest()
    {
        _rig.Publish(_broadcast, Large + "1");
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();
        foreach (var number in new[] { "2", "3", "4" })
        {
            _rig.Publish(_broadcast, Large + number);
            await _rig.SettledAsync();
        }

        await client.TakeUntilAsync("4\n\n");

        Assert.Equal([Large + "1", Large + "4"], SseText.States(client.Text));
    }

    [Fact]
    public async Task AFlipAndBack_WhileAWriteIsOut_SendsNothing()
    {
        _rig.Publish(_broadcast, Large + "A");
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();
        _rig.Publish(_broadcast, Large + "B");
        _rig.Publish(_broadcast, Large + "A");
        await _rig.SettledAsync();

        await client.TakeUntilAsync("A\n\n");
        await _rig.SettledAsync();
        _rig.Publish(_broadcast, "end");
        await client.TakeUntilAsync("end\n\n");

        Assert.Equal([Large + "A", "end"], SseText.States(client.Text));
    }

    [Fact]
    public async Task AStatusThatPassed_WhileAWriteIsOut_IsNotTold()
    {
        _rig.Publish(_broadcast, Large);
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();
        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        _broadcast.Update(view => view.With(ResourceStatus.Live));
        _rig.Publish(_broadcast, "end");

        await client.TakeUntilAsync("end\n\n");

        Assert.Equal(1, client.Text.Split("event: status").Length - 1);
    }

    [Fact]
    public async Task ALargeFrame_GoesOutInSlices_WholeAndInOrder()
    {
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => i.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
        _rig.Publish(_broadcast, body);
        var client = new SlowClient(_rig, _broadcast);

        await client.TakeUntilAsync("\n\n");
        while (SseText.States(client.Text).Length == 0 || !client.Text.EndsWith("\n\n", StringComparison.Ordinal)) await client.TakeAsync();

        Assert.Equal([body], SseText.States(client.Text));
        Assert.InRange(client.MostHeld, 1, Slice + 128);
    }

    [Fact]
    public async Task AChangeInTheMiddleOfAFrame_ComesBehindIt()
    {
        var (first, second) = (new string('1', 3 * Slice), new string('2', 3 * Slice));
        _rig.Publish(_broadcast, first);
        var client = new SlowClient(_rig, _broadcast);
        await client.TakeAsync();
        await _rig.SettledAsync();
        _rig.Publish(_broadcast, second);

        await client.TakeUntilAsync("2\n\n");

        Assert.Equal([first, second], SseText.States(client.Text));
    }

    [Fact]
    public async Task AWriteThatIsNotTaken_EndsTheSessionAfterSendTimeout()
    {
        _rig.Publish(_broadcast, Large);
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();

        await _rig.PassAsync(9);
        Assert.Equal(0, client.Aborts);
        Assert.False(client.End.IsCompleted);
        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Stalled, await client.End.WaitAsync(Patience.Default));
        Assert.Equal(1, client.Aborts);
    }

    [Fact]
    public async Task ASlowButSteadyReader_IsNotStalled()
    {
        _rig.Publish(_broadcast, new string('x', 4 * Slice));
        var client = new SlowClient(_rig, _broadcast);
        for (var i = 0; i < 4; i++)
        {
            await _rig.SettledAsync();
            await _rig.PassAsync(8);
            await client.TakeAsync();
        }

        Assert.Equal(0, client.Aborts);
        Assert.False(client.End.IsCompleted);
    }

    [Fact]
    public async Task Recycling_WaitsForTheEndOfTheEvent()
    {
        var body = new string('x', 3 * Slice);
        _rig.Publish(_broadcast, body);
        var client = new SlowClient(_rig, _broadcast, ShardRig.Quiet with { Lifetime = 2_000, Bytes = 10 });
        await _rig.SettledAsync();
        await _rig.PassAsync(5);
        Assert.False(client.End.IsCompleted);

        await client.TakeUntilAsync("x\n\n");
        await Eventually.IsTrueAsync(() => Next(client).IsCompleted, "the session ends behind its event");

        Assert.Equal(SessionEnd.Recycled, await client.End);
        Assert.Equal([body], SseText.States(client.Text));
    }

    [Fact]
    public async Task Leave_WhileAWriteIsOut_EndsWhenTheConnectionIsGone_AndNotBefore()
    {
        _rig.Publish(_broadcast, Large);
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();

        client.Leave();
        await _rig.SettledAsync();
        Assert.False(client.End.IsCompleted);
        client.Disconnect();

        Assert.Equal(SessionEnd.ClientLeft, await client.End.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task Drain_WhileAWriteIsOut_IsToldBehindTheEvent()
    {
        _rig.Publish(_broadcast, Large);
        var client = new SlowClient(_rig, _broadcast);
        await _rig.SettledAsync();
        _rig.Shards.Drain(TimeSpan.FromHours(1));
        await _rig.SettledAsync();

        await client.TakeUntilAsync("is being moved\"}\n\n");

        Assert.Equal([Large], SseText.States(client.Text));
    }

    // A tick in fake time; the flush that completed arrives at the shard in real time.
    private Task<SessionEnd> Next(SlowClient client)
    {
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        return client.End;
    }
}
