using CometGateway.Core.Http;
using CometGateway.Core.Watching;
using CometGateway.Resources;
using CometGateway.TestKit;
using CometGateway.Tests.Transports;
using CometGateway.Transports;

namespace CometGateway.Tests.Resources;

/// <summary>When a page is polled that is not alone: its place in the interval, and the turns of a site that many ask.</summary>
public sealed class PollTurnTests : IDisposable
{
    private readonly ResourceRig _rig = new();

    public void Dispose() => _rig.Dispose();

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
}
