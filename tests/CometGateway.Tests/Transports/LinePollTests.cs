using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>A long poll for lines: a session that ends once it has told something new.</summary>
public sealed class LinePollTests : IDisposable
{
    private static readonly SessionTimes Waiting = ShardRig.Quiet with { Lifetime = 25_000 };

    private readonly ShardRig _rig = new();
    private readonly RecordingWriter _writer = new();
    private SessionShard? _shard;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task States_OfAllWhoAreOwedOne_EndIt()
    {
        var (a, b, c) = (_rig.NewBroadcast(), _rig.NewBroadcast(), _rig.NewBroadcast());
        var has = _rig.Publish(a, "0");
        _rig.Publish(b, "1");
        _rig.Publish(c, "2");
        var session = Open(awaited: 3);
        Admit(session, a, "/a", has);
        Admit(session, b, "/b");
        await _rig.SettledAsync();
        Assert.False(session.IsOver);
        Admit(session, c, "/c");

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Equal(["/b 1", "/c 2"], States());
    }

    [Fact]
    public async Task AChange_EndsIt_AndHowThePageStandsDoesNot()
    {
        var a = _rig.NewBroadcast();
        var has = _rig.Publish(a, "1");
        var session = Open(awaited: 1);
        Admit(session, a, "/a", has);
        await _rig.PassAsync(21);
        Assert.False(session.IsOver);
        Assert.Equal(["status", "keepalive"], Lines().Skip(1).Select(line => line.Event));
        _rig.Publish(a, "2");

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Equal(["/a 2"], States());
    }

    [Theory]
    [InlineData(100_000_000, SessionEnd.Answered, 0)] // the moment drawn of it is far behind the poll's own end
    [InlineData(8, SessionEnd.Drained, 1)]
    public async Task ADrain_IsToldOnlyToAPollThatWouldOutlastIt(int window, object end, int told)
    {
        var a = _rig.NewBroadcast();
        var session = Open(awaited: 1);
        Admit(session, a, "/a", _rig.Publish(a, "1"));
        await _rig.SettledAsync();
        _rig.Shards.Drain(TimeSpan.FromSeconds(window));
        await _rig.PassAsync(26);

        Assert.Equal((SessionEnd)end, await EndOf(session));
        Assert.Equal(told, Lines().Count(line => line.Data?.Contains("draining", StringComparison.Ordinal) == true));
    }

    [Theory]
    [InlineData(ResourceState.Stale)]
    [InlineData(ResourceState.Gone)]
    public async Task AnotherStatus_EndsIt(object state)
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        var session = Open(awaited: 2);
        Admit(session, a, "/a", _rig.Publish(a, "1"));
        Admit(session, b, "/b", _rig.Publish(b, "1"));
        await _rig.SettledAsync();
        ShardRig.Tell(a, (ResourceState)state, "why");

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Empty(States());
    }

    [Fact]
    public async Task APageThatIsOverAlready_EndsIt()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        var session = Open(awaited: 2);
        Admit(session, b, "/b", _rig.Publish(b, "1"));
        ShardRig.Tell(a, ResourceState.Unauthorized, "why");
        Admit(session, a, "/a");

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
    }

    [Fact]
    public async Task ARefusal_EndsIt()
    {
        var a = _rig.NewBroadcast();
        var session = Open(awaited: 2);
        Admit(session, a, "/a", _rig.Publish(a, "1"));
        _shard!.Post(ShardWorkKind.Refuse, new Notice(session, new("/x", Version.None), Frame.OfLines("\"event\":\"error\"}\n"u8.ToArray()), () => { }));

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Equal("error", Lines()[^1].Event);
    }

    [Fact]
    public async Task WhatIsStillAwaited_HasASecond()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        _rig.Publish(a, "1");
        _rig.Publish(b, "2");
        var session = Open(awaited: 3);
        Admit(session, a, "/a");
        await _rig.SettledAsync();
        Admit(session, b, "/b");
        await _rig.SettledAsync();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        await _rig.SettledAsync();
        Assert.False(session.IsOver);
        await _rig.PassAsync(2);

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Equal(["/a 1", "/b 2"], States());
    }

    [Fact]
    public async Task APageThatChangesMeanwhile_IsToldOnce()
    {
        var (a, b) = (_rig.NewBroadcast(), _rig.NewBroadcast());
        _rig.Publish(a, "1");
        var session = Open(awaited: 2);
        Admit(session, a, "/a");
        await _rig.SettledAsync();
        _rig.Publish(a, "2");
        await _rig.SettledAsync();
        Admit(session, b, "/b", _rig.Publish(b, "1"));

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
        Assert.Equal(["/a 1"], States());
    }

    [Fact]
    public async Task Silence_EndsItAtTheDeadline()
    {
        var a = _rig.NewBroadcast();
        var session = Open(awaited: 2);
        Admit(session, a, "/a", _rig.Publish(a, "1"));
        await _rig.SettledAsync();
        await _rig.PassAsync(24);
        Assert.False(session.IsOver);
        await _rig.PassAsync(2);

        Assert.Equal(SessionEnd.Answered, await EndOf(session));
    }

    private static Task<SessionEnd> EndOf(Session session) => session.Completion.WaitAsync(Patience.Default);

    private StreamSession Open(int awaited)
    {
        var session = new StreamSession(
            _writer, SessionFrames.Of(LineWire.Instance, coding: null, TimeSpan.FromSeconds(1), isSeen: false), Waiting, new AwaitedEnd(abort: null), new Envelope(slots: null, coding: null), awaited)
        {
            EndsWithNews = true,
        };
        _shard = _rig.Shards.Next();
        _shard.Post(ShardWorkKind.Join, session);
        return session;
    }

    private void Admit(StreamSession session, Broadcast broadcast, string url, Version has = default)
    {
        var slot = new Slot(url, has);
        var subscriber = slot.Subscriber = new(broadcast, has, Framing.Of(SlotWire.Instance, EventForm.Snapshot), slot);
        _shard!.Post(ShardWorkKind.Admit, new Admission(session, subscriber));
    }

    private List<ReceivedLine> Lines() => [.. _writer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReceivedLine.Of)];

    // Pages that are numbers come as JSON, others as strings.
    private List<string> States() => [.. Lines().Where(line => line.Event is "message").Select(line => $"{line.Url} {line.Data!.Trim('"')}")];
}
