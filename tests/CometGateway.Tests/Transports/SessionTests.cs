using CometGateway.Core.Watching;
using CometGateway.TestKit;
using CometGateway.Transports;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Tests.Transports;

/// <summary>What a client that reads at once receives.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly ShardRig _rig = new();
    private readonly Broadcast _broadcast;

    public SessionTests() => _broadcast = _rig.NewBroadcast();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Join_WithAStateThere_SendsRetryThenStatusThenTheState()
    {
        var version = _rig.Publish(_broadcast, "one\ntwo");

        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        Assert.Equal(["retry: 1", SseText.Live, $"id: {version}\ndata: one\ndata: two"], client.Events);
    }

    [Fact]
    public async Task Join_BeforeTheFirstState_SendsTheStatusAndLaterTheState()
    {
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();
        Assert.Equal(["retry: 1", SseText.Live], client.Events);

        _rig.Publish(_broadcast, "a");
        await _rig.SettledAsync();

        Assert.Equal(["a"], client.States);
    }

    [Fact]
    public async Task Join_WithTheCurrentVersion_SendsNoStateUntilItChanges()
    {
        var version = _rig.Publish(_broadcast, "a");

        var client = _rig.Open(_broadcast, since: version);
        await _rig.SettledAsync();
        Assert.Equal(["retry: 1", SseText.Live], client.Events);

        _rig.Publish(_broadcast, "b");
        await _rig.SettledAsync();
        Assert.Equal(["b"], client.States);
    }

    [Fact]
    public async Task Join_WithAnOlderOrAnUnknownVersion_SendsTheNewestState()
    {
        var older = _rig.Publish(_broadcast, "a");
        _rig.Publish(_broadcast, "b");

        var behind = _rig.Open(_broadcast, since: older);
        var foreign = _rig.Open(_broadcast, since: Version.Parse("AAAAAAAAAAAAAAAA"));
        await _rig.SettledAsync();

        Assert.Equal(["b"], behind.States);
        Assert.Equal(["b"], foreign.States);
    }

    [Fact]
    public async Task Changes_AreSentInOrder_EachOnce()
    {
        var client = _rig.Open(_broadcast);
        foreach (var body in new[] { "a", "b", "a", "c" })
        {
            _rig.Publish(_broadcast, body);
            await _rig.SettledAsync();
        }

        Assert.Equal(["a", "b", "a", "c"], client.States);
    }

    [Fact]
    public async Task AStatus_IsSentOnce_AndARecoveryToo()
    {
        var client = _rig.Open(_broadcast);
        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        ShardRig.Tell(_broadcast, ResourceState.Stale, "down");
        await _rig.SettledAsync();
        _broadcast.Update(view => view.With(ResourceStatus.Live));
        await _rig.SettledAsync();

        Assert.Equal(["retry: 1", SseText.Live, "event: status\ndata: {\"state\":\"stale\",\"reason\":\"down\"}", SseText.Live], Late(client.Events));
    }

    // The session may join before or after the first of the updates above.
    private static string[] Late(string[] events) => events[1] == SseText.Live ? events : [events[0], SseText.Live, .. events[1..]];

    [Theory]
    [InlineData(ResourceState.Gone, "gone")]
    [InlineData(ResourceState.Unauthorized, "unauthorized")]
    [InlineData(ResourceState.Draining, "draining")]
    public async Task AFinalStatus_EndsTheSessionBehindIt(object state, string name)
    {
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        ShardRig.Tell(_broadcast, (ResourceState)state, "why");

        Assert.Equal(SessionEnd.ResourceOver, await client.EndedAsync());
        Assert.Equal($"event: status\ndata: {{\"state\":\"{name}\",\"reason\":\"why\"}}", client.Events[^1]);
    }

    [Theory]
    [InlineData(ResourceState.Gone, new[] { "a", "b" })]
    [InlineData(ResourceState.Unauthorized, new[] { "a" })]
    public async Task TheLastState_ComesBeforeGone_AndNeverBeforeUnauthorized(object state, string[] states)
    {
        _rig.Publish(_broadcast, "a");
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        // One update, as for a client that was busy while both came.
        _broadcast.Update(view => view.With(view.History.Append(_rig.SnapshotOf("b")), new((ResourceState)state, "why")));

        Assert.Equal(SessionEnd.ResourceOver, await client.EndedAsync());
        Assert.Equal(states, client.States);
    }

    [Fact]
    public async Task AFinalStatus_GreetsAndEndsOneWhoComesTooLate_WithoutTheState()
    {
        _rig.Publish(_broadcast, "a");
        ShardRig.Tell(_broadcast, ResourceState.Gone, "404");

        var client = _rig.Open(_broadcast);

        Assert.Equal(SessionEnd.ResourceOver, await client.EndedAsync());
        Assert.Empty(client.States);
    }

    [Fact]
    public async Task Leave_EndsTheSession_AndNothingIsWrittenAnyMore()
    {
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        client.Leave();
        Assert.Equal(SessionEnd.ClientLeft, await client.EndedAsync());
        _rig.Publish(_broadcast, "a");
        await _rig.PassAsync(30);

        Assert.Equal(["retry: 1", SseText.Live], client.Events);
    }

    [Fact]
    public async Task Leave_BeforeTheSessionBegan_EndsIt()
    {
        var session = ShardRig.NewSession(new RecordingWriter(), _broadcast, ShardRig.Quiet, default, () => { });

        Assert.Equal(SessionEnd.ClientLeft, await _rig.Shards.RunAsync(session, new CancellationToken(canceled: true)).WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task AWriteThatThrows_EndsThatSessionAlone()
    {
        var (broken, other) = (_rig.Open(_broadcast), _rig.Open(_broadcast));
        await _rig.SettledAsync();

        broken.Writer.Fault = new InvalidOperationException("the response is over");
        _rig.Publish(_broadcast, "a");

        Assert.Equal(SessionEnd.ClientLeft, await broken.EndedAsync());
        await _rig.SettledAsync();
        Assert.Equal(["a"], other.States);
    }

    [Fact]
    public async Task AConnectionThatIsClosed_EndsTheSession()
    {
        var client = _rig.Open(_broadcast);
        await _rig.SettledAsync();

        client.Writer.IsClosed = true;
        _rig.Publish(_broadcast, "a");

        Assert.Equal(SessionEnd.ClientLeft, await client.EndedAsync());
    }
}
