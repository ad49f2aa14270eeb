using CometGateway.Core.Deltas;
using CometGateway.Core.Watching;
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
