using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Identity;

/// <summary>Background polls do not keep a login alive for ever.</summary>
public sealed class IdentityIdleTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "01:00:00" }""";
    private static readonly (string Name, string Value) Anna = ("Cookie", "user=anna");

    private readonly ShiftedTimeProvider _time = new();

    [Fact]
    public async Task Poll_OfAUserWhoAsksForNothing_PausesUntilTheirNextRequest()
    {
        await using var page = await WatchedSite.StartAsync(Policy, time: _time);
        page.Site.On("/page", Answers.Text("text/plain", "one")).On("/plain/other", Answers.Text("text/plain", "other"));
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");

        _time.SetForward(TimeSpan.FromHours(2));
        Assert.Contains("IdentityIdle", await client.StatesAsync("live", "stale"), StringComparison.Ordinal);
        page.Site.On("/page", Answers.Text("text/plain", "two"));
        var polled = page.Site.Requests.Count("/page");

        // Neither another user, nor a stranger, nor this user's own stream coming back by itself is this user.
        Assert.Equal(200, (await page.GetAsync("/plain/other", ("Cookie", "user=bert"))).Status);
        Assert.Equal(200, (await page.GetAsync("/plain/other")).Status);
        await using (var back = page.Open("/page", Anna, ("Last-Event-ID", client.LastEventId!)))
        {
            await back.StatesAsync("stale");
            Assert.Equal(polled, page.Site.Requests.Count("/page"));
        }

        // An EventSource that comes back before its first event has no id to send.
        await using (var back = page.Open("/page", Anna))
        {
            await back.StatesAsync("stale");
            Assert.Equal(polled, page.Site.Requests.Count("/page"));
        }

        // A request of their own, even on a route that nobody watches, is.
        Assert.Equal(200, (await page.GetAsync("/plain/other", Anna)).Status);
        await client.BodyAsync("two");
        Assert.Equal(["one", "two"], client.Bodies());
    }

    [Fact]
    public async Task Poll_OfAUserWhoGoesOnAsking_GoesOn()
    {
        await using var page = await WatchedSite.StartAsync(Policy, time: _time);
        page.Site.On("/page", Answers.Text("text/plain", "one")).On("/plain/other", Answers.Text("text/plain", "other"));
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");

        for (var i = 0; i < 6; i++)
        {
            await page.GetAsync("/plain/other", Anna);
            _time.SetForward(TimeSpan.FromMinutes(25));
            await NextPollsAsync(page);
        }

        page.Site.On("/page", Answers.Text("text/plain", "two"));
        await client.BodyAsync("two");
        await client.StatesAsync("live");
    }

    [Fact]
    public async Task Poll_OfStrangers_IsNeverIdle()
    {
        await using var page = await WatchedSite.StartAsync(Policy, time: _time);
        page.Site.On("/page", Answers.Text("text/plain", "one"));
        await using var client = page.Open("/page");
        await client.BodyAsync("one");

        _time.SetForward(TimeSpan.FromHours(2));
        await NextPollsAsync(page);

        await client.StatesAsync("live");
    }

    [Fact]
    public async Task Stream_ThatComesBackAfterItsResourceIsForgotten_IsNoSignOfItsUser()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "01:00:00", "Linger": "00:00:00" }""", time: _time);
        page.Site.On("/page", Answers.Text("text/plain", "one"));
        string id;
        await using (var client = page.Open("/page", Anna))
        {
            await client.BodyAsync("one");
            _time.SetForward(TimeSpan.FromHours(2));
            await client.StatesAsync("live", "stale");
            id = client.LastEventId!;
        }

        await Eventually.IsTrueAsync(() => page.Gateway.Services.GetService(typeof(ICometResources)) is ICometResources resources && resources.List().Count == 0, "the resource to be over");
        var polled = page.Site.Requests.Count("/page");
        await using var back = page.Open("/page", Anna, ("Last-Event-ID", id));

        await back.StatesAsync("stale");
        Assert.Equal(polled, page.Site.Requests.Count("/page"));
    }

    /// <summary>Two, as the first may have been under way.</summary>
    private static async Task NextPollsAsync(WatchedSite page)
    {
        var polls = page.Polls.Ended.Count + 2;
        await page.Polls.Ended.UntilAsync(ended => ended.Count >= polls, "two more polls");
    }
}
