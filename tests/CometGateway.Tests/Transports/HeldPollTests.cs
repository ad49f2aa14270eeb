using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

public sealed class HeldPollTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly Broadcast _broadcast;
    private readonly CancellationTokenSource _left = new();

    public HeldPollTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose()
    {
        _rig.Dispose();
        _left.Dispose();
    }

    [Fact]
    public async Task AChange_EndsIt()
    {
        var poll = await HoldAsync(_rig.Publish(_broadcast, "1"));
        Assert.False(poll.IsOver);

        _rig.Publish(_broadcast, "2");

        Assert.Equal(SessionEnd.Answered, await EndOf(poll));
        Assert.Equal(0, _broadcast.GroupOn(_rig.Shards.All[0]).Count);
    }

    [Fact]
    public async Task AnotherStateThanItHas_OrTheFirst_EndsIt()
    {
        var first = await HoldAsync(Version.None);
        Assert.False(first.IsOver);
        _rig.Publish(_broadcast, "1");
        Assert.Equal(SessionEnd.Answered, await EndOf(first));

        Assert.Equal(SessionEnd.Answered, await EndOf(await HoldAsync(Version.Parse("AAAAAAAAAAAAAAAA"))));
    }

    [Fact]
    public async Task AStatusAlone_DoesNotEndIt_ButTheResourcesEndDoes()
    {
        var poll = await HoldAsync(_rig.Publish(_broadcast, "1"));
        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        await _rig.SettledAsync();
        Assert.False(poll.IsOver);

        ShardRig.Tell(_broadcast, ResourceState.Gone, "404");

        Assert.Equal(SessionEnd.Answered, await EndOf(poll));
    }

    [Fact]
    public async Task AnotherPageWithTheSameState_EndsIt_AndOneThatComesBackIsHeldForTheNext()
    {
        var state = _rig.Publish(_broadcast, "1");
        var (second, third) = (Version.Of("text/plain", "page 2"u8), Version.Of("text/plain", "page 3"u8));
        var poll = await HoldAsync(state);
        _broadcast.Update(view => view.WithPage(second));
        Assert.Equal(SessionEnd.Answered, await EndOf(poll));

        var next = await HoldAsync(second);
        _broadcast.Update(view => view.WithPage(second));
        await _rig.SettledAsync();
        Assert.False(next.IsOver);
        _broadcast.Update(view => view.WithPage(third));
        Assert.Equal(SessionEnd.Answered, await EndOf(next));
        // The next state is a page of its own.
        Assert.Equal(_rig.Publish(_broadcast, "2"), _broadcast.View.Page);
    }

    [Fact]
    public async Task ItsDeadline_AnswersItAtTheTickAfter()
    {
        var poll = await HoldAsync(_rig.Publish(_broadcast, "1"), wait: 2500);
        await _rig.PassAsync(2);
        Assert.False(poll.IsOver);

        await _rig.PassAsync(1);

        Assert.Equal(SessionEnd.Answered, await EndOf(poll));
    }

    [Fact]
    public async Task ADrain_EndsItWithinTheWindow()
    {
        var version = _rig.Publish(_broadcast, "1");
        var poll = await HoldAsync(version);
        var whoseTimeIsOver = await HoldAsync(version, wait: 0);

        _rig.Shards.Drain(TimeSpan.FromSeconds(2));
        await _rig.PassAsync(3);

        Assert.Equal(SessionEnd.Drained, await EndOf(poll));
        Assert.Equal(SessionEnd.Answered, await EndOf(whoseTimeIsOver));
        var late = await HoldAsync(_rig.Publish(_broadcast, "1"));
        await _rig.PassAsync(1);
        await EndOf(late);
    }

    [Fact]
    public async Task AClientThatLeaves_AndACut_EndIt()
    {
        var version = _rig.Publish(_broadcast, "1");
        var cut = await HoldAsync(version);
        _rig.Shards.Cut();
        Assert.Equal(SessionEnd.Cut, await EndOf(cut));

        var left = await HoldAsync(version);
        await _left.CancelAsync();
        Assert.Equal(SessionEnd.ClientLeft, await EndOf(left));
        Assert.Equal(0, _broadcast.GroupOn(_rig.Shards.All[0]).Count);
    }

    private async Task<HeldPoll> HoldAsync(Version has, long wait = 600_000)
    {
        var poll = new HeldPoll(new(_broadcast, has, framing: null), wait);
        _ = _rig.Shards.RunAsync(poll, _left.Token);
        await _rig.SettledAsync();
        return poll;
    }

    private static Task<SessionEnd> EndOf(HeldPoll poll) => poll.Completion.WaitAsync(Patience.Default);
}
