using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>A wait hides neither what a write has changed nor a site that is down.</summary>
public sealed class DoubtfulTests
{
    private static readonly (string Name, string Value) Anna = ("Cookie", "user=anna");
    private static readonly (string Name, string Value) Wait = ("Prefer", "wait=300");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AfterAWrite_TheStateBeforeIt_IsNotAnswered(bool hasIt)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        await using var watching = page.Open("/page", Anna);
        await watching.BodyAsync(Counting.Body(1));
        var tag = (await page.GetAsync("/page", Anna))["ETag"]!;
        var release = new TaskCompletionSource();
        var slow = Answers.Held(release.Task, SiteBody.Of("application/json", Counting.Body(2)).WithETag().AnswerAsync);
        page.Site.On("/page", context => HttpMethods.IsPost(context.Request.Method) ? Answers.Status(204)(context) : slow(context));
        Assert.Equal(204, (await page.SendAsync("POST", "/page", Anna)).Status);

        // The write's own poll is under way; the site is then asked for this client too, or the client is answered.
        var answer = page.GetAsync("/page", Anna, Wait, ("If-None-Match", hasIt ? tag : "\"older\""));
        await Eventually.IsTrueAsync(() => answer.IsCompleted || page.Site.Requests.InFlight("/page") >= 2, "the site to be asked twice, or an answer");
        Assert.False(answer.IsCompleted);
        release.SetResult();

        Assert.Equal((200, Counting.Body(2)), ((await answer).Status, (await answer).Body));
    }

    [Fact]
    public async Task AFailingSite_IsNotHiddenFromWhoComes()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        await using var watching = page.Open("/page");
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        page.Site.On("/page", Answers.Status(503, "down"));
        // For one interval of GatewayJson.Quick the last good state counts as current.
        await page.Polls.FailingForAsync(TimeSpan.FromMilliseconds(150));

        var answer = await page.GetAsync("/page", Wait, ("If-None-Match", tag)).WaitAsync(Patience.Default);

        Assert.Equal((503, "down", null), (answer.Status, answer.Body, answer["Preference-Applied"]));
    }

    [Fact]
    public async Task AFailingSite_WhoseStateIsStillCurrent_HoldsNobody()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        await using var watching = page.Open("/page");
        await watching.BodyAsync(Counting.Body(1));
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        page.Site.On("/page", Answers.Status(503, "down"));
        Assert.Equal(503, (await page.GetAsync("/page", ("Cache-Control", "no-cache"))).Status);
        await watching.StatesAsync("live", "stale");

        var answer = await page.GetAsync("/page", Wait, ("If-None-Match", tag)).WaitAsync(Patience.Default);

        // As any plain GET within the interval.
        Assert.Equal((304, null), (answer.Status, answer["Preference-Applied"]));
    }

    [Fact]
    public async Task AFailingSite_IsNotHiddenFromWhoWaited()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = page.GetAsync("/page", ("Prefer", "wait=3"), ("If-None-Match", tag));
        await page.IsHeldAsync();

        page.Site.On("/page", Answers.Status(503, "down"));

        Assert.Equal((503, "down"), ((await held).Status, (await held).Body));
    }
}
