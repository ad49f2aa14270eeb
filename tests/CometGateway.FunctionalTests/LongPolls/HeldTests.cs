using CometGateway.FunctionalTests.Watched;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>Requests that are held count as sessions, and are let go like them.</summary>
public sealed class HeldTests
{
    private const string Holding = """{ "Poll": { "Interval": "00:00:00.150" }, "Linger": "00:00:00", "HoldPolls": "00:05:00" }""";

    [Fact]
    public async Task HoldPolls_HoldsAConditionalGet_AndLetsAnUnconditionalOneThroughAtOnce()
    {
        await using var page = await StartAsync(Holding);
        var first = await page.GetAsync("/page");
        Assert.Equal((200, Counting.Body(1), null), (first.Status, first.Body, first["Preference-Applied"]));

        var held = page.GetAsync("/page", ("If-None-Match", first["ETag"]!));
        await page.IsHeldAsync();
        page.Site.SetBody("/page", "application/json", Counting.Body(2));

        var answer = await held;
        Assert.Equal((200, Counting.Body(2), null), (answer.Status, answer.Body, answer["Preference-Applied"]));
    }

    [Fact]
    public async Task HoldPolls_HoldsAScriptsRequest_ToWhichItsBrowserAddsMaxAge()
    {
        await using var page = await StartAsync(Holding);
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var held = page.GetAsync("/page", ("If-None-Match", tag), ("Cache-Control", "max-age=0"), ("Sec-Fetch-Mode", "cors"));
        await page.IsHeldAsync();
        Assert.False(held.IsCompleted);
        page.Site.SetBody("/page", "application/json", Counting.Body(2));

        Assert.Equal(Counting.Body(2), (await held).Body);
    }

    [Theory]
    [InlineData("Sec-Fetch-Mode", "navigate")]
    [InlineData("Upgrade-Insecure-Requests", "1")]
    public async Task HoldPolls_OfAPageThatIsOpenedOrLoadedAgain_DoesNotHoldIt(string name, string value)
    {
        await using var page = await StartAsync(Holding);
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var answer = page.GetAsync("/page", ("If-None-Match", tag), ("Cache-Control", "max-age=0"), (name, value));

        Assert.Equal(304, (await answer.WaitAsync(Patience.Default)).Status);
    }

    [Theory]
    [InlineData("/other", 404)]
    [InlineData("/failing", 503)]
    public async Task HoldPolls_OfAPageThatIsNoPage_DoesNotHoldIt(string path, int status)
    {
        await using var page = await StartAsync(Holding);
        page.Site.On("/failing", Answers.Status(503));

        // A failing site may come back, so that is waited for a little; but not for as long as the request would be held.
        var answer = page.GetAsync(path, ("Prefer", "wait=300"), ("If-None-Match", "\"x\""));

        Assert.Equal(status, (await answer.WaitAsync(Patience.Default)).Status);
    }

    [Fact]
    public async Task HeldRequests_OverTheLimit_AreAnsweredAtOnce()
    {
        await using var page = await StartAsync(GatewayJson.Quick, """ "Limits": { "Sessions": 1 }, """);
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag));
        await page.IsHeldAsync();

        var answer = await page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag));

        Assert.Equal((304, null), (answer.Status, answer["Preference-Applied"]));
        Assert.False(held.IsCompleted);
        await using var stream = page.Open("/page");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, await stream.AnswerAsync());
        page.Site.SetBody("/page", "application/json", Counting.Body(2));
        Assert.Equal(200, (await held).Status);
    }

    [Fact]
    public async Task AClientThatLeaves_FreesItsPlace()
    {
        await using var page = await StartAsync(Holding, """ "Limits": { "Sessions": 1 }, """);
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        var left = page.Http.SendAsync(request, leaving.Token);
        await page.IsHeldAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        // The place is given back a moment after the resource.
        await Eventually.IsTrueAsync(() => page.Gateway.Services.GetRequiredService<SessionLimits>().Count == 0, "nobody is held");
        var held = page.GetAsync("/page", ("If-None-Match", tag));
        await page.IsHeldAsync();
        page.Site.SetBody("/page", "application/json", Counting.Body(2));
        Assert.Equal(200, (await held).Status);
    }

    [Fact]
    public async Task Drain_AnswersThem()
    {
        await using var page = await StartAsync(GatewayJson.Quick);
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag));
        await page.IsHeldAsync();

        await page.Gateway.StopAsync();

        Assert.Equal((304, tag), ((await held).Status, (await held)["ETag"]));
    }

    [Fact]
    public async Task TwoHundredHeld_AreAllAnsweredByOneChange_AndCostTheSiteNoMoreThanOne()
    {
        await using var page = await StartAsync(GatewayJson.QuickEveryone, """ "Limits": { "SessionsPerAddress": 1000 }, """);
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = Enumerable.Range(0, 200).Select(_ => page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag))).ToList();
        await page.IsHeldAsync(200);

        page.Site.SetBody("/page", "application/json", Counting.Body(2));

        Assert.All(await Task.WhenAll(held), answer => Assert.Equal((200, Counting.Body(2)), (answer.Status, answer.Body)));
        Assert.Equal(1, page.Site.Requests.MostInFlight("/page"));
    }

    private static async Task<WatchedSite> StartAsync(string policy, string comet = "")
    {
        var page = await WatchedSite.StartAsync(policy, comet);
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        return page;
    }
}
