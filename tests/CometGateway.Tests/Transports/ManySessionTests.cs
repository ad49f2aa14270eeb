using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A session with many resources, as its client reads it.</summary>
public sealed class ManySessionTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly RecordingWriter _writer = new();
    private readonly CancellationTokenSource _left = new();
    private SessionShard? _shard;

    public void Dispose()
    {
        _rig.Dispose();
        _left.Dispose();
    }

    [Fact]
    public async Task Resources_AreEachToldUnderTheirUrls_AsTheyComeAndChange()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        _rig.Publish(a, "1");
        var session = Open(awaited: 2);
        Admit(session, a, "/a");
        await _rig.SettledAsync();
        Admit(session, b, "/b");
        _rig.Publish(b, "2");
        _rig.Publish(a, "3");
        await _rig.SettledAsync();

        Assert.Equal(["/a 1", "/a 3"], States("/a"));
        Assert.Equal(["/b 2"], States("/b"));
    }

    [Fact]
    public async Task OneThatIsOver_IsTakenOut_AndTheLastEndsTheSession()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        var session = Open(awaited: 2);
        Admit(session, a, "/a");
        Admit(session, b, "/b");
        ShardRig.Tell(a, ResourceState.Gone, "404");
        await _rig.SettledAsync();
        Assert.False(session.IsOver);
        Assert.Equal((1, "/b"), (session.Subscribers.Count, session.Subscribers[0].Slot!.Url));

        _rig.Publish(a, "no more");
        _rig.Publish(b, "2");
        await _rig.SettledAsync();
        ShardRig.Tell(b, ResourceState.Unauthorized, "401");

        Assert.Equal(SessionEnd.ResourceOver, await session.Completion.WaitAsync(Patience.Default));
        Assert.Equal(["/b 2"], States("/a").Concat(States("/b")));
        Assert.Equal(["gone", "unauthorized"], Lines().Where(line => line.Event is "status").Select(line => line.Of("state")).Where(state => state is not "live"));
    }

    [Fact]
    public async Task OneResource_UnderTwoUrls_IsToldUnderBoth_AndBothEnd()
    {
        var a = _rig.NewBroadcast();
        var session = Open(awaited: 3);
        Admit(session, a, "/a");
        Admit(session, a, "/a?_=1");
        Admit(session, a, "/a?_=2");
        _rig.Publish(a, "1");
        await _rig.SettledAsync();
        ShardRig.Tell(a, ResourceState.Gone, "404");

        Assert.Equal(SessionEnd.ResourceOver, await session.Completion.WaitAsync(Patience.Default));
        Assert.Equal(3, Lines().Count(line => line.Event is "message"));
        Assert.Equal(3, Lines().Count(line => line.Event is "status" && line.Of("state") is "gone"));
    }

    [Fact]
    public async Task Refusals_AreTold_AndTheLastOfAllEndsTheSession()
    {
        var told = 0;
        var session = Open(awaited: 2);
        Refuse(session, "/x", () => told++);
        await _rig.SettledAsync();
        Assert.Equal((1, false), (told, session.IsOver));
        Refuse(session, "/y", () => told++);

        Assert.Equal(SessionEnd.ResourceOver, await session.Completion.WaitAsync(Patience.Default));
        Assert.Equal(["{\"url\":\"/x\",\"event\":\"error\"}", "{\"url\":\"/y\",\"event\":\"error\"}"], Lines().Skip(1).Select(line => line.Text));
        Assert.Equal(2, told);
    }

    [Fact]
    public async Task Recycling_ByBytes_WaitsForTheFirstStatesOfAll()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        _rig.Publish(a, "1");
        _rig.Publish(b, "2");
        var session = Open(awaited: 2, ShardRig.Quiet with { Bytes = 1 });
        Admit(session, a, "/a");
        await _rig.SettledAsync();
        Assert.False(session.IsOver);
        Admit(session, b, "/b");

        Assert.Equal(SessionEnd.Recycled, await session.Completion.WaitAsync(Patience.Default));
        Assert.Equal(["/a 1", "/b 2"], States("/a").Concat(States("/b")));
    }

    [Fact]
    public async Task Recycling_ByTime_HappensThoughUrlsAreAwaited()
    {
        var session = Open(awaited: int.MaxValue / 2, ShardRig.Quiet with { Lifetime = 5000 });

        await _rig.PassAsync(6);

        Assert.Equal(SessionEnd.Recycled, await session.Completion.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task Silence_IsBrokenByAKeepAliveWithoutAUrl()
    {
        var a = _rig.NewBroadcast();
        var session = Open(awaited: 1);
        Admit(session, a, "/a");
        await _rig.SettledAsync();

        await _rig.PassAsync(21);

        Assert.Equal("{\"event\":\"keepalive\"}", Lines()[^1].Text);
    }

    [Fact]
    public async Task Drop_TakesOneOut_AndSaysNothingMoreOfIt()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        var session = Open(awaited: 2);
        var dropped = Admit(session, a, "/a");
        Admit(session, b, "/b");
        _shard!.Post(ShardWorkKind.Drop, dropped);
        // Once more: whoever comes second finds it out already.
        _shard.Post(ShardWorkKind.Drop, dropped);
        await _rig.SettledAsync();
        _rig.Publish(a, "1");
        _rig.Publish(b, "2");
        await _rig.SettledAsync();

        Assert.Equal(["/b 2"], States("/a").Concat(States("/b")));
    }

    [Fact]
    public async Task Drain_TellsTheConnectionOnce_AndEndsItInTime_WhoeverIsAdmittedMeanwhile()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        _rig.Publish(b, "2");
        var session = Open(awaited: 2);
        Admit(session, a, "/a");
        await _rig.SettledAsync();

        _rig.Shards.Drain(TimeSpan.FromSeconds(5));
        Admit(session, b, "/b");
        await _rig.SettledAsync();
        await _rig.PassAsync(6);

        Assert.Equal(SessionEnd.Drained, await session.Completion.WaitAsync(Patience.Default));
        Assert.Equal((string?)null, Assert.Single(Lines(), line => line.Event is "status" && line.Of("state") is "draining").Url);
        Assert.Equal(["/b 2"], States("/b"));
    }

    [Fact]
    public async Task AdmitAndRefuse_AfterTheEnd_AreNothing()
    {
        var a = _rig.NewBroadcast();
        _rig.Publish(a, "1");
        var session = Open(awaited: 2);
        await _left.CancelAsync();
        await session.Completion.WaitAsync(Patience.Default);
        var before = _writer.Text;

        Admit(session, a, "/a");
        Refuse(session, "/x", () => { });
        await _rig.SettledAsync();
        _rig.Publish(a, "2");
        await _rig.SettledAsync();

        Assert.Equal((before, 0), (_writer.Text, session.Subscribers.Count));
    }

    [Fact]
    public async Task ALargeFrame_IsCopiedInSlices()
    {
        var a = _rig.NewBroadcast();
        var body = new string('x', 500_000);
        _rig.Publish(a, body);
        Admit(Open(awaited: 1), a, "/a");
        await _rig.SettledAsync();

        Assert.Equal(["/a " + body], States("/a"));
        Assert.InRange(_writer.MostFlushed, 1, (32 * 1024) + 100);
    }

    private StreamSession Open(int awaited, SessionTimes? times = null)
    {
        var session = new StreamSession(
            _writer, SessionFrames.Of(LineWire.Instance, coding: null, TimeSpan.FromSeconds(1), isSeen: false), times ?? ShardRig.Quiet, new AwaitedEnd(abort: null), new Envelope(slots: null, coding: null), awaited);
        _shard = _rig.Shards.Next();
        _shard.Post(ShardWorkKind.Join, session);
        _ = SessionShards.CompleteAsync(session, _shard, _left.Token);
        return session;
    }

    private Subscriber Admit(StreamSession session, Broadcast broadcast, string url)
    {
        var slot = new Slot(url, Version.None);
        var subscriber = slot.Subscriber = new(broadcast, Version.None, Framing.Of(SlotWire.Instance, EventForm.Snapshot), slot);
        _shard!.Post(ShardWorkKind.Admit, new Admission(session, subscriber));
        return subscriber;
    }

    private void Refuse(StreamSession session, string url, Action told) =>
        _shard!.Post(ShardWorkKind.Refuse, new Notice(session, new(url, Version.None), Frame.OfLines("\"event\":\"error\"}\n"u8.ToArray()), told));

    private List<ReceivedLine> Lines() => [.. _writer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReceivedLine.Of)];

    // Pages that are numbers come as JSON, others as strings.
    private List<string> States(string url) =>
        [.. Lines().Where(line => line.Event is "message" && line.Url == url).Select(line => $"{line.Url} {line.Data!.Trim('"')}")];
}
