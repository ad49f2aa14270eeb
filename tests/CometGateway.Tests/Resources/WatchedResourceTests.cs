using CometGateway.Configuration;
using CometGateway.Core.Http;
using CometGateway.Core.Watching;
using CometGateway.Resources;
using CometGateway.TestKit;
using CometGateway.Tests.Transports;
using CometGateway.Transports;

namespace CometGateway.Tests.Resources;

/// <summary>One resource from its first subscriber to its end.</summary>
public sealed class WatchedResourceTests : IDisposable
{
    private const string Stale503 = "event: status\ndata: {\"state\":\"stale\",\"reason\":\"the site answered 503\"}";
    private readonly ResourceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task TheFirstSubscriber_IsPolledForAtOnce_AndTheOthersShareThatPoll()
    {
        var resource = _rig.Find();
        for (var i = 0; i < 100; i++) Assert.True(resource.Lifeline.TryAttach());
        var checks = Enumerable.Range(0, 100).Select(_ => resource.CheckAsync()).ToArray();

        await _rig.AnswerAsync(resource, 0, poll => poll.Ok("{}"));
        await Task.WhenAll(checks).WaitAsync(Patience.Default);

        Assert.Equal(1, _rig.Site.Count);
        Assert.True(resource.IsCurrent);
    }

    [Fact]
    public async Task AnAnswerThatComesOnAThreadOfTheSockets_IsTakenInOnOneOfThePool()
    {
        bool? isOnThePool = null;
        using var listener = _rig.Shards.Listen<long>("comet.polls", _ => isOnThePool = Thread.CurrentThread.IsThreadPoolThread);
        _rig.Site.IsInline = true;
        var resource = _rig.Find();
        Assert.True(resource.Lifeline.TryAttach());

        await _rig.AnswerAsync(resource, 0, poll => new Thread(() => poll.Ok("{}")).Start());

        Assert.True(isOnThePool);
    }

    [Fact]
    public async Task AChange_IsSentToEverySubscriber()
    {
        var resource = await _rig.LiveAsync("{\"a\":1}");
        var client = await _rig.OpenAsync(resource);
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok("{\"a\":2}"));
        await _rig.Shards.SettledAsync();

        Assert.Equal("{\"a\":2}", client.States[^1]);
        Assert.Equal(2, resource.Broadcast.View.History.Changes.Count);
    }

    [Fact]
    public async Task Failures_KeepTheLastGoodState_AndTellOnce_AndTheRecoveryToo()
    {
        var resource = await _rig.LiveAsync("{\"a\":1}");
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.SettledAsync();
        for (var number = 1; number <= 3; number++)
        {
            await _rig.PassToPollAsync(number);
            await _rig.AnswerAsync(resource, number, poll => poll.Answer(503));
        }

        await _rig.Shards.SettledAsync();
        Assert.Equal(Stale503, Assert.Single(client.Events, e => e.Contains("stale", StringComparison.Ordinal)));
        Assert.NotNull(resource.Broadcast.View.Current);
        Assert.False(resource.IsCurrent);

        await _rig.PassToPollAsync(4);
        await _rig.AnswerAsync(resource, 4, poll => poll.Ok("{\"a\":1}"));
        await _rig.Shards.SettledAsync();

        Assert.Equal(SseText.Live, client.Events[^1]);
        Assert.Equal(["{\"a\":1}"], client.States);
    }

    [Fact]
    public async Task ARecoveryWithANewState_TellsLiveBeforeIt()
    {
        var resource = await _rig.LiveAsync("{\"a\":1}");
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Fault(PollFault.Timeout));
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.SettledAsync();
        await _rig.PassToPollAsync(2);
        await _rig.AnswerAsync(resource, 2, poll => poll.Ok("{\"a\":2}"));
        await _rig.Shards.SettledAsync();

        Assert.Equal(SseText.Live, client.Events[^2]);
        Assert.Equal("{\"a\":2}", client.States[^1]);
    }

    [Theory]
    [InlineData(404, EndKind.Gone, "gone")]
    [InlineData(401, EndKind.Unauthorized, "unauthorized")]
    public async Task AnEnd_IsToldAndEndsTheStreams_AndTheResourceIsPolledNoMore(int status, object kind, string state)
    {
        var resource = await _rig.LiveAsync();
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.SettledAsync();
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(status));

        Assert.Equal(SessionEnd.ResourceOver, await client.EndedAsync());
        Assert.Contains($"\"state\":\"{state}\"", client.Events[^1], StringComparison.Ordinal);
        Assert.Equal((EndKind)kind, resource.Ended!.Kind);
        Assert.Null(_rig.Table.Find(resource.Key));
        Assert.False(resource.Lifeline.TryAttach());
        _rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _rig.Site.Count);
    }

    [Fact]
    public async Task RetryAfter_IsAFloorForTheNextPoll()
    {
        var resource = await _rig.LiveAsync();
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(429, "", ("Retry-After", "300")));

        var armed = _rig.Time.PendingTimers;
        _rig.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(armed, _rig.Time.PendingTimers);
        Assert.Equal(2, _rig.Site.Count);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        await _rig.Site.PollAsync(2);
    }

    [Fact]
    public async Task AFaultOfTheGatewaysOwn_IsToldAsStale_AndPollingGoesOn()
    {
        var resource = await _rig.LiveAsync();
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Throw(new InvalidOperationException("a bug")));
        Assert.Equal(ResourceState.Stale, resource.Broadcast.View.Status.State);

        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        await _rig.AnswerAsync(resource, 2, poll => poll.Ok("{\"a\":2}"));

        Assert.Same(ResourceStatus.Live, resource.Broadcast.View.Status);
    }

    [Fact]
    public async Task Wake_PollsAgain_AndTheOldStateIsNotCurrentUntilThen()
    {
        var resource = await _rig.LiveAsync("{\"a\":1}");
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        resource.Wake();
        Assert.False(resource.IsCurrent);
        var poll = await _rig.Site.PollAsync(1);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        poll.Ok("{\"a\":2}");
        await Eventually.IsTrueAsync(() => resource.IsCurrent, "the woken poll is taken in");

        _rig.Time.Advance(TimeSpan.FromMilliseconds(240));
        await _rig.AnswerAsync(resource, 2, again => again.Ok("{\"a\":2}"));
    }

    [Fact]
    public async Task Wake_DuringAPoll_DoesNotBelieveItsAnswer()
    {
        var resource = await _rig.LiveAsync("{\"a\":1}");
        _rig.PassInterval();
        var early = await _rig.Site.PollAsync(1);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        resource.Wake();
        early.Ok("{\"a\":1}");
        var late = await _rig.Site.PollAsync(2);
        Assert.False(resource.IsCurrent);

        late.Ok("{\"a\":2}");
        await Eventually.IsTrueAsync(() => resource.IsCurrent, "the poll after the write is taken in");
        Assert.Equal("{\"a\":2}"u8, resource.Stored!.Snapshot.Body.Span);
    }

    [Fact]
    public async Task CheckAsync_OfAFailingSite_PollsOncePerInterval_HoweverManyAsk()
    {
        var resource = _rig.Find();
        var first = resource.CheckAsync();
        (await _rig.Site.PollAsync(0)).Answer(500);
        await first.WaitAsync(Patience.Default);
        for (var i = 0; i < 20; i++) await resource.CheckAsync().WaitAsync(Patience.Default);
        Assert.Equal(1, _rig.Site.Count);

        _rig.PassInterval();
        _ = resource.CheckAsync();

        await _rig.Site.PollAsync(1);
    }

    [Fact]
    public async Task TellWaiting_SaysStaleUntilTheFirstAnswer_AndNothingLater()
    {
        var resource = _rig.Find();
        resource.Lifeline.TryAttach();
        resource.TellWaiting();
        Assert.Equal(ResourceState.Stale, resource.Broadcast.View.Status.State);

        await _rig.AnswerAsync(resource, 0, poll => poll.Ok("{}"));
        resource.TellWaiting();

        Assert.Same(ResourceStatus.Live, resource.Broadcast.View.Status);
    }

    [Fact]
    public async Task IsCurrent_WithinTheIntervalOrTheSitesOwnFreshness()
    {
        var resource = await _rig.LiveAsync("{}", ("Cache-Control", "max-age=60"));
        _rig.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(resource.IsCurrent);

        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(resource.IsCurrent);
    }

    [Fact]
    public async Task Polls_CarryNoCredentialOfTheFirstSubscriber_WhenTheAudienceIsEveryone()
    {
        using var rig = new ResourceRig(new() { Name = "live", Audience = AudienceMode.Everyone });
        var resource = rig.Find(ResourceRig.Get("/api/prices", ("Cookie", "sid=1"), ("Authorization", "Bearer x")));
        resource.Lifeline.TryAttach();
        var poll = await rig.Site.PollAsync(0);

        Assert.Equal((null, null), (poll.Request.Headers["Cookie"], poll.Request.Headers["Authorization"]));
        await rig.AnswerAsync(resource, 0, answer => answer.Ok("{}", ("Set-Cookie", "sid=2")));
        Assert.NotNull(resource.Stored);
    }
}
