using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Identity;

/// <summary>Background polls do not keep a login alive for ever.</summary>
public sealed class IdentityIdleTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "00:00:01" }""";
    private static readonly (string Name, string Value) Anna = ("Cookie", "user=anna");

    [Fact]
    public async Task Poll_OfAUserWhoAsksForNothing_PausesUntilTheirNextRequest()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Text("text/plain", "one")).On("/plain/other", Answers.Text("text/plain", "other"));
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");

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
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Text("text/plain", "one")).On("/plain/other", Answers.Text("text/plain", "other"));
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        for (var i = 0; i < 12; i++)
        {
            await page.GetAsync("/plain/other", Anna);
            await pace.WaitForNextTickAsync();
        }

        page.Site.On("/page", Answers.Text("text/plain", "two"));
        await client.BodyAsync("two");
        await client.StatesAsync("live");
    }

    [Fact]
    public async Task Poll_OfStrangers_IsNeverIdle()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Text("text/plain", "one"));
        await using var client = page.Open("/page");
        await client.BodyAsync("one");

        await page.Polls.Ended.UntilAsync(polls => polls.Count >= 15, "fifteen polls, which take longer than IdentityIdle");

        await client.StatesAsync("live");
    }

    [Fact]
    public async Task Stream_ThatComesBackAfterItsResourceIsForgotten_IsNoSignOfItsUser()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "00:00:01", "Linger": "00:00:00" }""");
        page.Site.On("/page", Answers.Text("text/plain", "one"));
        string id;
        await using (var client = page.Open("/page", Anna))
        {
            await client.BodyAsync("one");
            await client.StatesAsync("live", "stale");
            id = client.LastEventId!;
        }

        await TestKit.Eventually.IsTrueAsync(() => page.Gateway.Services.GetService(typeof(ICometResources)) is ICometResources resources && resources.List().Count == 0, "the resource to be over");
        var polled = page.Site.Requests.Count("/page");
        await using var back = page.Open("/page", Anna, ("Last-Event-ID", id));

        await back.StatesAsync("stale");
        Assert.Equal(polled, page.Site.Requests.Count("/page"));
    }
}
