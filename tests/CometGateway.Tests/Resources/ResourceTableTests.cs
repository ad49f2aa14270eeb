using CometGateway.Configuration;
using CometGateway.Core.Watching;
using CometGateway.Lifetime;
using CometGateway.Resources;
using CometGateway.Tests.Transports;
using CometGateway.Transports;

namespace CometGateway.Tests.Resources;

/// <summary>Finding, parking, ending and reloading resources.</summary>
public sealed class ResourceTableTests : IDisposable
{
    private readonly ResourceRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void FindOrStart_OfOneKey_IsOneResource()
    {
        Assert.Same(_rig.Find(), _rig.Find());
        Assert.NotSame(_rig.Find(), _rig.Find(ResourceRig.Get("/api/other")));
        Assert.NotSame(_rig.Find(), _rig.Find(ResourceRig.Get("/api/prices", ("Cookie", "a=1"))));
        Assert.Equal(3, _rig.Table.All.Count());
    }

    [Fact]
    public void FindOrStart_ByManyAtOnce_IsOneResource()
    {
        var found = new WatchedResource[64];
        Parallel.For(0, found.Length, i => found[i] = _rig.Find());

        Assert.Single(found.Distinct());
    }

    [Fact]
    public void FindOrStart_OverTheLimits_RefusesAndSaysWhich()
    {
        using var rig = new ResourceRig(settings: new() { Limits = new() { Resources = 2, ResourcesPerAddress = 1 } });
        Assert.Null(Start(rig, "/api/1", 1));
        Assert.Equal("address_resources_full", Start(rig, "/api/2", 1)!.Code);
        Assert.Null(Start(rig, "/api/1", 1));
        Assert.Null(Start(rig, "/api/2", 2));
        Assert.Equal("resources_full", Start(rig, "/api/3", 3)!.Code);
    }

    [Fact]
    public void AnEndedResource_GivesItsPlaceBack()
    {
        using var rig = new ResourceRig(settings: new() { Limits = new() { Resources = 1, ResourcesPerAddress = 1 } });
        Start(rig, "/api/1", 1);
        rig.Table.All.Single().Lifeline.Cut();

        Assert.Null(Start(rig, "/api/2", 1));
        Assert.Equal(1, rig.Shards.Metrics.Totals.Resources);
    }

    [Fact]
    public async Task TheLastSubscriberGone_ItLingersPollingAndIsThenOver()
    {
        var resource = await _rig.LiveAsync();
        resource.Lifeline.Detach();
        _rig.Time.Advance(ResourceRig.Linger - TimeSpan.FromTicks(1));
        Assert.Same(resource, _rig.Table.Find(resource.Key));
        _rig.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(_rig.Table.Find(resource.Key));
        var armed = _rig.Time.PendingTimers;
        _rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(armed, _rig.Time.PendingTimers);
        Assert.True(resource.CheckAsync().IsCompleted);
    }

    [Fact]
    public async Task AParkedResource_IsRestored_SoThatAClientWithItsVersionGetsNoState()
    {
        var first = await _rig.LiveAsync("{\"a\":1}", ("ETag", "\"1\""));
        var version = first.Stored!.Snapshot.Version;
        first.Lifeline.Detach();
        _rig.Time.Advance(TimeSpan.FromMinutes(1));

        var again = _rig.Find();
        Assert.NotSame(first, again);
        again.Lifeline.TryAttach();
        await _rig.AnswerAsync(again, 1, poll => poll.Answer(304));
        var client = await _rig.OpenAsync(again, since: version);
        await _rig.Shards.SettledAsync();

        Assert.Equal("\"1\"", (await _rig.Site.PollAsync(1)).Request.Headers["If-None-Match"]);
        Assert.Equal(["retry: 1", SseText.Live], client.Events);
    }

    [Fact]
    public async Task AParkedResource_IsForgottenAfterParkedAge()
    {
        (await _rig.LiveAsync()).Lifeline.Detach();
        _rig.Time.Advance(_rig.Settings.History.ParkedAge + ResourceRig.Linger + TimeSpan.FromSeconds(1));

        Assert.Null(_rig.Find().Stored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AParkedState_IsAskedAboutAgain_WhenAWriteCameMeanwhile(bool isWritten)
    {
        (await _rig.LiveAsync()).Lifeline.Detach();
        _rig.Time.Advance(ResourceRig.Linger);
        if (isWritten) new CometResources(_rig.Table).InvalidateAfter(new(new("/api/prices", null, null), _rig.Routes.Current));

        var again = _rig.Find();

        Assert.NotNull(again.Stored);
        Assert.Equal(!isWritten, again.IsCurrent);
    }

    [Fact]
    public async Task AParkedState_IsAskedAboutAgain_AfterARefresh()
    {
        (await _rig.LiveAsync()).Lifeline.Detach();
        _rig.Time.Advance(ResourceRig.Linger);

        Assert.Equal(0, new CometResources(_rig.Table).Refresh("/api/prices"));

        Assert.False(_rig.Find().IsCurrent);
    }

    [Fact]
    public async Task WhatCouldNotBeWatched_IsTriedAgainAfterARefresh()
    {
        var resource = _rig.Find();
        resource.Lifeline.TryAttach();
        await _rig.AnswerAsync(resource, 0, poll => poll.Ok("{}", ("Set-Cookie", "a=b")));
        _rig.Table.Remove(resource);
        Assert.NotNull(_rig.Table.EndOf(resource.Key));

        new CometResources(_rig.Table).Refresh("/api/prices");

        Assert.Null(_rig.Table.EndOf(resource.Key));
    }

    [Fact]
    public async Task TheRestOfASite_OutlivesTheResourceThatWasToldOfIt()
    {
        var first = _rig.Find();
        first.Lifeline.TryAttach();
        await _rig.AnswerAsync(first, 0, poll => poll.Answer(503, "", ("Retry-After", "60")));
        first.Lifeline.Detach();
        _rig.Time.Advance(ResourceRig.Linger);

        var second = _rig.Find();
        second.Lifeline.TryAttach();
        _rig.Time.Advance(TimeSpan.FromSeconds(50));

        Assert.NotSame(first, second);
        Assert.True(second.IsResting);
        Assert.Equal(1, _rig.Site.Count);
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        await _rig.Site.PollAsync(1);
    }

    [Fact]
    public async Task AWallClockThatIsSetBack_MakesNoOldStateCurrent()
    {
        var resource = await _rig.LiveAsync();
        Assert.True(resource.IsCurrent);

        _rig.Time.ShiftWallClock(-TimeSpan.FromMinutes(10));

        Assert.False(resource.IsCurrent);
    }

    [Theory]
    [InlineData(404, 2)]
    [InlineData(401, 2)]
    [InlineData(302, 2)]
    [InlineData(204, 30)]
    public async Task AnEnd_IsRememberedForAWhile_SoThatPlainGetsDoNotPollInVain(int status, int seconds)
    {
        var resource = _rig.Find();
        resource.Lifeline.TryAttach();
        await _rig.AnswerAsync(resource, 0, poll => poll.Answer(status, "", ("Location", "/elsewhere")));

        Assert.Same(resource.Ended, _rig.Table.EndOf(resource.Key));
        _rig.Time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.NotNull(_rig.Table.EndOf(resource.Key));
        _rig.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(_rig.Table.EndOf(resource.Key));
    }

    [Fact]
    public async Task AUsersUnauthorized_IsNotRemembered_AsTheLoginMayComeAtOnce()
    {
        var resource = _rig.Find(ResourceRig.Get("/api/prices", ("Cookie", "sid=1")));
        resource.Lifeline.TryAttach();
        await _rig.AnswerAsync(resource, 0, poll => poll.Answer(401));

        Assert.Equal(EndKind.Unauthorized, resource.Ended!.Kind);
        Assert.Null(_rig.Table.EndOf(resource.Key));
    }

    [Fact]
    public async Task AReload_EndsTheResourcesOfRoutesThatChanged_AndTellsTheirSessions()
    {
        var resource = await _rig.LiveAsync();
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.SettledAsync();

        _rig.Publish(_rig.Policy with { Linger = TimeSpan.FromSeconds(9) });
        await _rig.Shards.PassAsync(2);

        Assert.Equal(SessionEnd.Drained, await client.EndedAsync());
        Assert.Null(_rig.Table.Find(resource.Key));
        Assert.Null(_rig.Find().Stored);
    }

    [Fact]
    public async Task AReload_EndsASessionToo_ThatWasJustBeingOpened()
    {
        var resource = await _rig.LiveAsync();
        _rig.Publish(_rig.Policy with { Linger = TimeSpan.FromSeconds(9) });
        var client = await _rig.OpenAsync(resource);
        await _rig.Shards.PassAsync(2);

        Assert.Equal(SessionEnd.Drained, await client.EndedAsync());
    }

    [Fact]
    public async Task AReload_ThatLeavesARouteAsItWas_LeavesItsResourcesAlone()
    {
        var resource = await _rig.LiveAsync();
        _rig.Publish(_rig.Policy with { });

        Assert.Same(resource, _rig.Table.Find(resource.Key));
        _rig.PassInterval();
        await _rig.Site.PollAsync(1);
    }

    [Fact]
    public void FindOrStart_WithTheRouteOfBeforeAReload_StartsNothing()
    {
        var before = _rig.Route;
        _rig.Publish(_rig.Policy with { Linger = TimeSpan.FromSeconds(9) });

        Assert.Null(_rig.Table.FindOrStart(_rig.Requests.Of(ResourceRig.Get(), before), before, _rig.Settings, _rig.Site, default, out var refusal));

        Assert.Null(refusal);
        Assert.Empty(_rig.Table.All);
    }

    [Fact]
    public async Task Remove_OfAResourceThatIsOver_CountsOnce()
    {
        var resource = await _rig.LiveAsync();
        resource.Lifeline.Cut();
        _rig.Table.Remove(resource);

        Assert.Equal(0, _rig.Shards.Metrics.Totals.Resources);
    }

    [Fact]
    public async Task Dispose_WhileAResourceLingers_LeavesItsTimerHarmless()
    {
        var resource = await _rig.LiveAsync();
        resource.Lifeline.Detach();

        _rig.Table.Dispose();

        Assert.Null(Record.Exception(() => _rig.Time.Advance(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void ALotThatIsReplaced_TakesALateGuestWithoutAWord()
    {
        var lot = new ResourceLot(new HistorySettings(), _rig.Time);
        lot.Dispose();

        lot.RememberEnd(_rig.Find().Key, new(EndKind.Gone, "404"), _rig.Time.GetUtcNow(), TimeSpan.FromSeconds(1));

        Assert.NotNull(lot.EndOf(_rig.Find().Key));
    }

    private static Refusal? Start(ResourceRig rig, string path, byte host)
    {
        rig.Table.FindOrStart(
            rig.Requests.Of(ResourceRig.Get(path), rig.Route), rig.Route, rig.Settings, rig.Site,
            AddressKey.Of(new System.Net.IPAddress([10, 0, 0, host])), out var refusal);
        return refusal;
    }
}
