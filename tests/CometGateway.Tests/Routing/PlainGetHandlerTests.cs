using CometGateway.Core.Http;
using CometGateway.Routing;
using CometGateway.TestKit;
using CometGateway.Tests.Resources;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

/// <summary>The page's own polls: answered from the snapshot, collapsed, or left to the site.</summary>
public sealed class PlainGetHandlerTests : IDisposable
{
    private readonly ResourceRig _rig = new();
    private readonly PlainGetHandler _handler;

    public PlainGetHandlerTests() => _handler = new(_rig.Routes, _rig.Table, _rig.Finder, _rig.Requests, _rig.Time, _rig.Shards.Metrics);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task ManyMisses_AreOnePoll_AndOneAnswerForAll()
    {
        var contexts = Enumerable.Range(0, 50).Select(_ => ResourceRig.Get()).ToArray();
        var answers = contexts.Select(TryAsync).ToArray();
        (await _rig.Site.PollAsync(0)).Ok("{\"a\":1}");

        Assert.All(await Task.WhenAll(answers).WaitAsync(Patience.Default), Assert.True);
        Assert.All(contexts, context => Assert.Equal("{\"a\":1}", ResourceRig.BodyOf(context)));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task WithinTheInterval_TheSnapshotAnswers_WithItsTrueAge()
    {
        await GetAsync(0, "{}");
        _rig.Time.Advance(TimeSpan.FromSeconds(4));
        var context = ResourceRig.Get();

        Assert.True(await TryAsync(context));
        Assert.Equal("4", context.Response.Headers.Age);
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task BeyondTheInterval_WithNobodySubscribed_TheNextGetPolls()
    {
        await GetAsync(0, "{\"a\":1}");
        _rig.Time.Advance(ResourceRig.Interval);

        Assert.Equal("{\"a\":2}", ResourceRig.BodyOf(await GetAsync(1, "{\"a\":2}")));
    }

    [Fact]
    public async Task WithoutSubscribers_NothingPollsByItself()
    {
        await GetAsync(0, "{}");
        _rig.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, _rig.Site.Count);
        Assert.Empty(_rig.Table.All);
    }

    [Fact]
    public async Task ASiteThatIsSlowerThanLinger_IsStillAskedOnlyOnce()
    {
        var context = ResourceRig.Get();
        var answer = TryAsync(context);
        var poll = await _rig.Site.PollAsync(0);
        _rig.Time.Advance(ResourceRig.Linger + TimeSpan.FromSeconds(1));
        poll.Ok("{}");

        Assert.True(await answer.WaitAsync(Patience.Default));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task ASiteThatTakesTwelveSeconds_IsAskedOnlyOnce()
    {
        var context = ResourceRig.Get();
        var answer = TryAsync(context);
        var poll = await _rig.Site.PollAsync(0);
        _rig.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.False(answer.IsCompleted);
        poll.Ok("{}");

        Assert.True(await answer.WaitAsync(Patience.Default));
        Assert.Equal("{}", ResourceRig.BodyOf(context));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task AWriteWhileASlowSiteIsAsked_LetsTheClientAskItself()
    {
        var answer = TryAsync(ResourceRig.Get());
        var poll = await _rig.Site.PollAsync(0);
        _rig.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Single(_rig.Table.All).Invalidate();
        poll.Ok("{}");

        Assert.False(await answer.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task AWriteThatTheSiteCommitsLate_IsSeenByWhoAsksLater()
    {
        await GetAsync(0, "{\"a\":1}", answered: [("Cache-Control", "max-age=600")]);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Single(_rig.Table.All).Wake();
        // The answer to the write is there, and what it wrote is not yet.
        _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal("{\"a\":1}", ResourceRig.BodyOf(await GetAsync(1, "{\"a\":1}")));

        _rig.Time.Advance(TimeSpan.FromMilliseconds(230));
        Assert.Equal("{\"a\":2}", ResourceRig.BodyOf(await GetAsync(2, "{\"a\":2}")));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Equal("{\"a\":3}", ResourceRig.BodyOf(await GetAsync(3, "{\"a\":3}")));

        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await TryAsync(ResourceRig.Get()));
        Assert.Equal(4, _rig.Site.Count);
    }

    [Fact]
    public async Task APollThatDoesNotEndInItsTime_LetsTheClientAskItself()
    {
        var answer = TryAsync(ResourceRig.Get());
        await _rig.Site.PollAsync(0);
        _rig.Time.Advance(_rig.Policy.Poll.Timeout);
        Assert.False(answer.IsCompleted);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await answer.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task APollThatWaitsForItsTurn_IsNotWaitedForLong()
    {
        using var rig = new ResourceRig(settings: new() { Origin = new() { MaxConcurrentPolls = 1 } });
        var handler = new PlainGetHandler(rig.Routes, rig.Table, rig.Finder, rig.Requests, rig.Time, rig.Shards.Metrics);
        var slow = handler.TryAnswerAsync(ResourceRig.Get("/api/slow"), rig.Route, rig.Site);
        var poll = await rig.Site.PollAsync(0);
        var behind = handler.TryAnswerAsync(ResourceRig.Get(), rig.Route, rig.Site);
        await Eventually.IsTrueAsync(() => rig.Budget.LoadOf("site").Waiting == 1, "a poll that waits");
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await behind.WaitAsync(Patience.Default));
        Assert.False(slow.IsCompleted);
        poll.Ok("{}");
        Assert.True(await slow.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task AClientThatLeaves_WhileItWaits_LetsTheResourceGo()
    {
        using var left = new CancellationTokenSource();
        var context = ResourceRig.Get();
        context.RequestAborted = left.Token;
        var answer = TryAsync(context);
        await _rig.Site.PollAsync(0);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        _rig.Time.Advance(ResourceRig.Linger);
        Assert.Empty(_rig.Table.All);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(302)]
    [InlineData(206)]
    public async Task WhateverIsNoGoodState_IsTheSitesToAnswer(int status)
    {
        var answer = TryAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(status, "", ("Location", "/x"));

        Assert.False(await answer.WaitAsync(Patience.Default));
        Assert.False(await TryAsync(ResourceRig.Get()));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task AFault_IsTheSitesToAnswer()
    {
        var answer = TryAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Fault(PollFault.Transport);

        Assert.False(await answer.WaitAsync(Patience.Default));
    }

    [Fact]
    public async Task ASiteThatHasItsRest_IsNotPolledOnTop()
    {
        var answer = TryAsync(ResourceRig.Get());
        (await _rig.Site.PollAsync(0)).Answer(503, "", ("Retry-After", "60"));
        Assert.False(await answer.WaitAsync(Patience.Default));
        Assert.Single(_rig.Table.All).Lifeline.TryAttach();
        _rig.Time.Advance(TimeSpan.FromSeconds(59));

        Assert.False(await TryAsync(ResourceRig.Get()));
        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", "no-cache"))));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Theory]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Pragma", "no-cache")]
    public async Task AClientThatWantsItAnew_IsAnsweredByAPollThatBeganAfterIt(string name, string value)
    {
        await GetAsync(0, "{\"a\":1}");
        _rig.Time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal("{\"a\":2}", ResourceRig.BodyOf(await GetAsync(1, "{\"a\":2}", (name, value))));
    }

    [Fact]
    public async Task AClientThatWantsNothingStored_GoesToTheSite()
    {
        await GetAsync(0, "{}");

        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", "no-store"))));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(1, false)]
    public async Task AClientThatWantsItNoOlder_IsAnsweredByItsAge(int maxAge, bool answered)
    {
        await GetAsync(0, "{}");
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        var wish = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max-age={maxAge}");

        Assert.Equal(answered, await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", wish))));
    }

    [Fact]
    public async Task AClientThatWantsItNoOlder_CountsTheAgeThatItCameWith()
    {
        await GetAsync(0, "{}", answered: [("Age", "60")]);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", "max-age=60"))));
        Assert.True(await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", "max-age=61"))));
    }

    [Fact]
    public async Task AClientThatWantsItNoOlder_TakesWhatTheSiteWasJustAskedFor()
    {
        var answer = TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", "max-age=2")));
        var poll = await _rig.Site.PollAsync(0);
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        poll.Ok("{}");

        Assert.True(await answer.WaitAsync(Patience.Default));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task AClientThatWantsItFreshForLonger_IsAnsweredByWhatIsLeft(int minFresh, bool answered)
    {
        await GetAsync(0, "{}", answered: [("Cache-Control", "max-age=10")]);
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        var wish = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"min-fresh={minFresh}");

        Assert.Equal(answered, await TryAsync(ResourceRig.Get("/api/prices", ("Cache-Control", wish))));
    }

    [Fact]
    public async Task AClientThatWantsTheSiteLeftAlone_IsAnsweredFromWhatIsStored()
    {
        await GetAsync(0, "{}");
        var context = ResourceRig.Get("/api/prices", ("Cache-Control", "only-if-cached"));

        Assert.True(await TryAsync(context));
        Assert.Equal((200, "{}"), (context.Response.StatusCode, ResourceRig.BodyOf(context)));
    }

    [Theory]
    [InlineData("/api/other", "only-if-cached")]
    [InlineData("/api/prices", "only-if-cached")]
    [InlineData("/api/prices", "only-if-cached, no-cache")]
    [InlineData("/api/prices", "only-if-cached, no-store")]
    [InlineData("/api/prices", "only-if-cached, max-age=1")]
    public async Task AClientThatWantsTheSiteLeftAlone_IsToldWhenNothingStoredWillDo(string path, string wish)
    {
        await GetAsync(0, "{}");
        _rig.Time.Advance(ResourceRig.Interval);
        var context = ResourceRig.Get(path, ("Cache-Control", wish));

        Assert.True(await TryAsync(context));
        Assert.Equal((504, "no-store"), (context.Response.StatusCode, (string?)context.Response.Headers.CacheControl));
        Assert.Contains("\"code\":\"not_stored\"", ResourceRig.BodyOf(context), StringComparison.Ordinal);
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task ACrossOriginGet_OfASnapshotForNoOrigin_IsTheSitesToAnswer_WithoutAPollOnTop()
    {
        await GetAsync(0, "{}");
        var context = ResourceRig.Get("/api/prices", ("Origin", "https://shop.example"));

        Assert.False(await TryAsync(context));
        _rig.Time.Advance(ResourceRig.Interval);
        Assert.False(await TryAsync(context));
        Assert.Equal(1, _rig.Site.Count);
    }

    [Fact]
    public async Task AVaryThatNeverJoinsTheKey_LeavesThoseWhoCarryTheHeaderToTheSite()
    {
        await GetAsync(0, "{}", answered: [("Vary", "Content-Type")]);

        Assert.True(await TryAsync(ResourceRig.Get()));
        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Content-Type", "application/json"))));
    }

    [Fact]
    public async Task AUser_IsNotWatchedForTheirPlainGets()
    {
        Assert.False(await TryAsync(User()));
        Assert.Empty(_rig.Table.All);
    }

    [Fact]
    public async Task AUser_IsAnsweredFromTheirOwnStreamsState_WhileItIsCurrent()
    {
        var resource = _rig.Find(User());
        resource.Lifeline.TryAttach();
        await _rig.AnswerAsync(resource, 0, poll => poll.Ok("{\"user\":1}"));
        var context = User();

        Assert.True(await TryAsync(context));
        Assert.Equal("{\"user\":1}", ResourceRig.BodyOf(context));
        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Cookie", "sid=2"))));
        Assert.False(await TryAsync(ResourceRig.Get("/api/prices", ("Cookie", "sid=1"), ("Cache-Control", "no-cache"))));
    }

    [Fact]
    public async Task AVaryThatIsNew_IsLearned_AndTheNextRequestHasItsOwnKey()
    {
        var answer = TryAsync(ResourceRig.Get("/api/prices", ("X-Region", "eu")));
        (await _rig.Site.PollAsync(0)).Ok("{}", ("Vary", "X-Region"));
        Assert.False(await answer.WaitAsync(Patience.Default));

        var context = ResourceRig.Get("/api/prices", ("X-Region", "eu"));
        answer = TryAsync(context);
        var poll = await _rig.Site.PollAsync(1);
        Assert.Equal("eu", poll.Request.Headers["X-Region"]);
        poll.Ok("{\"region\":\"eu\"}", ("Vary", "X-Region"));

        Assert.True(await answer.WaitAsync(Patience.Default));
    }

    private Task<bool> TryAsync(HttpContext context) => _handler.TryAnswerAsync(context, _rig.Route, _rig.Site);

    private Task<HttpContext> GetAsync(int poll, string body, (string Name, string Value) header) => GetAsync(poll, body, headers: [header]);

    private async Task<HttpContext> GetAsync(int poll, string body, (string Name, string Value)[]? answered = null, params (string Name, string Value)[] headers)
    {
        var context = ResourceRig.Get("/api/prices", headers);
        var answer = TryAsync(context);
        (await _rig.Site.PollAsync(poll)).Ok(body, answered ?? []);
        Assert.True(await answer.WaitAsync(Patience.Default));
        return context;
    }

    private static DefaultHttpContext User() => ResourceRig.Get("/api/prices", ("Cookie", "sid=1"));
}
