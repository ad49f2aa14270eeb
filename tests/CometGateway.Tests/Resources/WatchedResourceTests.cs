using System.Text;
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
    public async Task AnIgnoredChange_LeavesThePageAndItsHeadersAsTheyCameTogether()
    {
        using var rig = new ResourceRig(new() { Name = "live", Poll = new() { Interval = ResourceRig.Interval }, Ignore = ["/nonce"] });
        var resource = await rig.LiveAsync("{\"nonce\":\"A\"}", ("Content-Security-Policy", "script-src 'nonce-A'"), ("ETag", "\"a\""), ("Cache-Control", "max-age=3600"));
        rig.PassInterval();

        await rig.AnswerAsync(resource, 1, poll => poll.Ok("{\"nonce\":\"B\"}", ("Content-Security-Policy", "script-src 'nonce-B'"), ("ETag", "\"b\""), ("Cache-Control", "max-age=7")));

        Assert.True(resource.IsCurrent);
        Assert.Equal("max-age=7", resource.Stored!.Headers["Cache-Control"]);
        Assert.Equal(("{\"nonce\":\"A\"}", "script-src 'nonce-A'"), (Encoding.UTF8.GetString(resource.Stored.Snapshot.Body.Span), resource.Stored.Headers["Content-Security-Policy"]));
        // The next poll asks about what the site sent last.
        Assert.Equal("\"b\"", resource.Stored.Held.ETag);
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
    public async Task PagesThatBeginTogether_HaveTheirPlacesInTheIntervalByOneEvenSequence()
    {
        await _rig.LiveAsync();
        var other = _rig.Find(ResourceRig.Get("/api/other"));
        Assert.True(other.Lifeline.TryAttach());
        await _rig.AnswerAsync(other, 1, poll => poll.Ok("{}"));

        // 0.618 and 0.236 of the way from a tenth of the interval to its end.
        _rig.Time.Advance(TimeSpan.FromSeconds(1.56));
        Assert.Equal(2, _rig.Site.Count);
        _rig.Time.Advance(TimeSpan.FromSeconds(0.01));
        Assert.Equal("/api/other", (await _rig.Site.PollAsync(2)).Request.Path);
        _rig.Time.Advance(TimeSpan.FromSeconds(1.70));
        Assert.Equal(3, _rig.Site.Count);
        _rig.Time.Advance(TimeSpan.FromSeconds(0.02));
        Assert.Equal("/api/prices", (await _rig.Site.PollAsync(3)).Request.Path);
    }

    [Fact]
    public async Task APollThatWaitedForTheOriginBudget_LeavesTheNextOneItsOwnPlace()
    {
        using var rig = new ResourceRig(settings: new() { Origin = new() { MaxConcurrentPolls = 1 } });
        var (resource, other) = await WithAPollThatWaitedAsync(rig);
        await rig.AnswerAsync(resource, 3, poll => poll.Ok("{}"));

        // 4.2 s are gone. The other one is next, at 6.562 s, and then this one at 8.281 s, and not 5 s after it was sent.
        rig.Time.Advance(TimeSpan.FromSeconds(2.4));
        await rig.AnswerAsync(other, 4, poll => poll.Ok("{}"));
        rig.Time.Advance(TimeSpan.FromSeconds(1.7));

        Assert.Equal("/api/prices", (await rig.Site.PollAsync(5)).Request.Path);
    }

    [Fact]
    public async Task APollThatWaitedForTheOriginBudget_AndThenForASlowSite_IsFollowedByTheNextOneAfterItsRest()
    {
        using var rig = new ResourceRig(settings: new() { Origin = new() { MaxConcurrentPolls = 1 } });
        var (resource, other) = await WithAPollThatWaitedAsync(rig);
        // It was sent at 4.2 s, so its place at 8.281 s is over when its answer comes. Meanwhile the other one waits.
        rig.Time.Advance(TimeSpan.FromSeconds(4.5));
        await rig.AnswerAsync(resource, 3, poll => poll.Ok("{}"));
        await rig.AnswerAsync(other, 4, poll => poll.Ok("{}"));

        rig.Time.Advance(TimeSpan.FromSeconds(0.49));
        Assert.Equal(5, rig.Site.Count);
        rig.Time.Advance(TimeSpan.FromSeconds(0.02));

        Assert.Equal("/api/prices", (await rig.Site.PollAsync(5)).Request.Path);
    }

    [Fact]
    public async Task PagesThatNeverAnswer_LeavePlacesToThoseThatDo()
    {
        using var rig = new ResourceRig(settings: new() { Origin = new() { MaxConcurrentPolls = 2 } });
        await rig.LiveAsync();
        foreach (var path in (string[])["/api/slow", "/api/slower"]) Assert.True(rig.Find(ResourceRig.Get(path)).Lifeline.TryAttach());
        Assert.StartsWith("/api/slow", (await rig.Site.PollAsync(1)).Request.Path, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => rig.Budget.LoadOf("site") == (1, 1), "one of them that waits for the other");
        rig.PassInterval();

        Assert.Equal("/api/prices", (await rig.Site.PollAsync(2)).Request.Path);
    }

    [Fact]
    public async Task APollThatWaitsForItsTurnAsLongAsASiteMayTake_TellsThatTheStateMayBeOld()
    {
        using var rig = new ResourceRig(settings: new() { Origin = new() { MaxConcurrentPolls = 1 } });
        var resource = await rig.LiveAsync();
        Assert.True(rig.Find(ResourceRig.Get("/api/slow")).Lifeline.TryAttach());
        var slow = await rig.Site.PollAsync(1);
        rig.PassInterval();
        await Eventually.IsTrueAsync(() => rig.Budget.LoadOf("site").Waiting == 1, "a poll that waits");
        Assert.Equal(ResourceState.Live, resource.Broadcast.View.Status.State);
        rig.Time.Advance(rig.Policy.Poll.Timeout);
        await Eventually.IsTrueAsync(() => resource.Broadcast.View.Status.State == ResourceState.Stale, "the word that it is stale");

        slow.Fault(PollFault.Timeout);
        await rig.AnswerAsync(resource, 2, poll => poll.Ok("{\"a\":1}"));
        Assert.Equal(ResourceState.Live, resource.Broadcast.View.Status.State);
    }

    /// <summary>At 4.2 s the poll 3 of the first has just been sent, which was due at 3.281 s.</summary>
    private static async Task<(WatchedResource Resource, WatchedResource Other)> WithAPollThatWaitedAsync(ResourceRig rig)
    {
        var resource = await rig.LiveAsync();
        var other = rig.Find(ResourceRig.Get("/api/other"));
        Assert.True(other.Lifeline.TryAttach());
        await rig.AnswerAsync(other, 1, poll => poll.Ok("{}"));
        // The other one's place is at 1.562 s, and the site takes its time; this one's is at 3.281 s.
        rig.Time.Advance(TimeSpan.FromSeconds(1.6));
        var slow = await rig.Site.PollAsync(2);
        rig.Time.Advance(TimeSpan.FromSeconds(1.7));
        await Eventually.IsTrueAsync(() => rig.Budget.LoadOf("site").Waiting == 1, "a poll that waits");
        rig.Time.Advance(TimeSpan.FromSeconds(0.9));
        var answered = other.CheckAsync();
        slow.Ok("{}");
        await answered.WaitAsync(Patience.Default);
        await rig.Site.PollAsync(3);
        return (resource, other);
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
    public async Task EveryValidatorHeld_IsSentWithTheNextPoll_And304KeepsTheStateLive()
    {
        const string Modified = "Sun, 01 Mar 2020 12:00:00 GMT";
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Last-Modified", Modified));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 2, poll => poll.Answer(304, "", ("ETag", "\"1\"")));

        var view = resource.Broadcast.View;
        Assert.Single(view.History.Changes);
        Assert.Same(ResourceStatus.Live, view.Status);
        Assert.True(resource.IsCurrent);
        Assert.Null((await _rig.Site.PollAsync(0)).Request.Headers["If-None-Match"]);
        foreach (var number in new[] { 1, 2 })
        {
            var sent = (await _rig.Site.PollAsync(number)).Request.Headers;
            Assert.Equal(("\"1\"", Modified), (sent["If-None-Match"], sent["If-Modified-Since"]));
        }
    }

    [Fact]
    public async Task UnchangedBytes_TakeOverTheHeadersOfTheir200AsAWhole()
    {
        var resource = await _rig.LiveAsync("{}", ("Date", "Thu, 29 Feb 2024 23:59:50 GMT"), ("X-Served", "1"), ("X-Kept", "k"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Ok("{}", ("Date", "Thu, 29 Feb 2024 23:59:55 GMT"), ("X-Served", "2"), ("Set-Cookie2", "no")));

        var headers = resource.Stored!.Headers;
        Assert.Equal(("Thu, 29 Feb 2024 23:59:55 GMT", "2", null, null), (headers["Date"], headers["X-Served"], headers["X-Kept"], headers["Set-Cookie2"]));
    }

    [Fact]
    public async Task A304_ThatNamesOneValidator_KeepsTheOther()
    {
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Last-Modified", "Thu, 01 Feb 2024 00:00:00 GMT"), ("X-Kept", "k"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304, "", ("ETag", "\"1\"")));

        Assert.Equal(new Core.Snapshots.Validators("\"1\"", "Thu, 01 Feb 2024 00:00:00 GMT"), resource.Stored!.Held);
        Assert.Equal("k", resource.Stored.Headers["X-Kept"]);
    }

    [Fact]
    public async Task A304ThroughACache_TellsItsOwnAge()
    {
        var resource = await _rig.LiveAsync("{}", ("ETag", "\"1\""), ("Cache-Control", "max-age=60"), ("Age", "7"));
        _rig.PassInterval();
        await _rig.AnswerAsync(resource, 1, poll => poll.Answer(304, "", ("Age", "40")));

        Assert.Equal(TimeSpan.FromSeconds(40), resource.Stored!.Freshness.AgeAt(_rig.Time.GetUtcNow()));
        Assert.Null(resource.Stored.Headers["Age"]);
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
