using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

/// <summary>Whoever lets go of what a session needed.</summary>
public sealed class SessionOwnerTests : IDisposable
{
    private readonly ShardRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task OneThatThrows_KeepsNoOtherSessionFromItsEnd()
    {
        var broadcast = _rig.NewBroadcast();
        _rig.Publish(broadcast, "one");
        var owners = Enumerable.Range(0, 3).Select(_ => new Owner()).ToList();
        foreach (var owner in owners)
        {
            var frames = SessionFrames.Of(SseWire.Instance, coding: null, TimeSpan.Zero, isSeen: false);
            var session = new StreamSession(new RecordingWriter(), frames, ShardRig.Quiet, owner);
            session.Add(new Subscriber(broadcast, default, Framing.Of(SseWire.Instance, EventForm.Snapshot)));
            _rig.Shards.Next().Post(ShardWorkKind.Join, session);
        }

        await _rig.SettledAsync();
        _rig.Shards.Cut();
        await _rig.SettledAsync();

        Assert.All(owners, owner => Assert.Equal([SessionEnd.Cut], owner.Ends));
        Assert.All(owners, owner => Assert.Equal(1, owner.Aborts));
    }

    [Fact]
    public async Task ASessionThatFails_IsOver_AndTheOthersGetTheChange()
    {
        var broadcast = _rig.NewBroadcast();
        _rig.Publish(broadcast, "one");
        // On every shard some before it, and some after it.
        RecordedSession[] others = [.. _rig.Shards.All.Select(_ => _rig.Open(broadcast))];
        var owner = new AwaitedEnd(abort: null);
        var failing = new FailingSession(owner);
        failing.Add(new Subscriber(broadcast, default, framing: null));
        _rig.Shards.All[0].Post(ShardWorkKind.Join, failing);
        others = [.. others, .. _rig.Shards.All.Select(_ => _rig.Open(broadcast))];
        await _rig.SettledAsync();
        failing.IsFailing = true;

        _rig.Publish(broadcast, "two");
        await _rig.SettledAsync();

        Assert.Equal(SessionEnd.Cut, await failing.Completion.WaitAsync(Patience.Default));
        Assert.All(others, other => Assert.Contains("two", other.Writer.Text, StringComparison.Ordinal));
    }

    private sealed class FailingSession(ISessionOwner owner) : Session(owner)
    {
        public bool IsFailing { get; set; }

        public override void Pump(long now)
        {
            if (IsFailing) throw new InvalidOperationException("a fault of its own");
        }

        public override void Sent(long now) => Pump(now);

        public override void Tick(long now) => Pump(now);

        public override void Drain(long now, long after) => Pump(now);

        public override void Cut() => End(SessionEnd.Cut);

        public override void Leave() => End(SessionEnd.ClientLeft);

        protected override void Start(long now)
        {
        }
    }

    private sealed class Owner : ISessionOwner
    {
        public List<SessionEnd> Ends { get; } = [];

        public int Aborts { get; private set; }

        public void OnEnded(SessionEnd end)
        {
            Ends.Add(end);
            throw new InvalidOperationException("a listener to the figures failed");
        }

        public void Abort() => Aborts++;
    }
}
