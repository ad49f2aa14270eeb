using System.Globalization;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Identity;

/// <summary>Request headers that the site varies by.</summary>
public sealed class VaryTests
{
    private static readonly RequestDelegate ByLanguage = context =>
        Answers.Status(200, $"language {context.Request.Headers.AcceptLanguage}", ("Vary", "Accept-Language"), ("Content-Type", "text/plain"))(context);

    [Fact]
    public async Task Vary_OnALanguage_SplitsTheResource()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", ByLanguage);

        await using var german = page.Open("/page", ("Accept-Language", "de"));
        await using var french = page.Open("/page", ("Accept-Language", "fr"));
        await using var none = page.Open("/page");
        await german.BodyAsync("language de");
        await french.BodyAsync("language fr");
        await none.BodyAsync("language ");

        Assert.Equal("language de", (await page.GetAsync("/page", ("Accept-Language", "de"))).Body);
        Assert.Equal("language fr", (await page.GetAsync("/page", ("Accept-Language", "fr"))).Body);
        Assert.Equal(["language de"], german.Bodies());
        Assert.Equal(["language fr"], french.Bodies());
    }

    [Fact]
    public async Task Vary_AppearingLater_SendsTheSubscribersBackToResourcesOfTheirOwn()
    {
        await using var page = await WatchedSite.StartAsync(comet: """ "Retry": "00:00:00.020", """);
        page.Site.On("/page", Answers.Text("text/plain", "one for all"));
        await using var german = page.Open("/page", ("Accept-Language", "de"));
        await using var french = page.Open("/page", ("Accept-Language", "fr"));
        await german.BodyAsync("one for all");
        await french.BodyAsync("one for all");

        page.Site.On("/page", ByLanguage);
        await german.StatesAsync("live", "draining");
        await french.StatesAsync("live", "draining");
        await german.Closed;
        await using var germanAgain = page.Open("/page", ("Accept-Language", "de"));
        await using var frenchAgain = page.Open("/page", ("Accept-Language", "fr"));

        await germanAgain.BodyAsync("language de");
        await frenchAgain.BodyAsync("language fr");
        Assert.Equal(["one for all"], german.Bodies());
        Assert.Equal(["one for all"], french.Bodies());
    }

    [Fact]
    public async Task Vary_AppearingLaterAtAPlainGet_NeverGivesTheWrongLanguage()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", ByLanguage);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("language de", (await page.GetAsync("/page", ("Accept-Language", "de"))).Body);
            Assert.Equal("language fr", (await page.GetAsync("/page", ("Accept-Language", "fr"))).Body);
        }

        // One poll that learned the header, one request that passed, then one poll for each language.
        Assert.InRange(page.Site.Requests.Count("/page"), 3, 4);
    }

    [Fact]
    public async Task Vary_OnAccept_SeparatesDataFromPageAndStreamsWhatAPlainClientGets()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Status(200, $"accept {context.Request.Headers.Accept}", ("Vary", "Accept"), ("Content-Type", "text/plain"))(context));

        await using var client = page.Open("/page");
        await client.BodyAsync("accept */*");

        Assert.Equal("accept application/json", (await page.GetAsync("/page", ("Accept", "application/json"))).Body);
        Assert.Equal("accept text/html", (await page.GetAsync("/page", ("Accept", "text/html"))).Body);
    }

    [Fact]
    public async Task Vary_OnAnotherHeaderEachTime_IsRefusedForNow()
    {
        await using var page = await WatchedSite.StartAsync();
        var asked = 0;
        page.Site.On("/page", context => Answers.Status(
            200, "one", ("Vary", "X-" + Interlocked.Increment(ref asked).ToString(CultureInfo.InvariantCulture)), ("Content-Type", "text/plain"))(context));

        var answer = await page.GetAsync("/page", ("Accept", "text/event-stream"));
        await using var client = await ManyClient.OpenAsync(page, isSse: false, "/page");
        var line = await client.WaitForAsync(line => line.Event is "error", "the refusal");

        Assert.Equal((503, "application/problem+json"), (answer.Status, answer["Content-Type"]));
        Assert.Contains("\"code\":\"varies\"", answer.Body, StringComparison.Ordinal);
        Assert.True(int.Parse(answer["Retry-After"]!, CultureInfo.InvariantCulture) > 0);
        Assert.Equal(("503", "varies", answer["Retry-After"]), (line.Of("status"), line.Of("code"), line.Of("retryAfter")));
    }

    [Fact]
    public async Task VaryAny_AppearingLater_EndsTheStream()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Text("text/plain", "one"));
        await using var client = page.Open("/page");
        await client.BodyAsync("one");

        page.Site.On("/page", Answers.Status(200, "two", ("Vary", "*"), ("Content-Type", "text/plain")));

        Assert.Contains("Vary", await client.StatesAsync("live", "gone"), StringComparison.Ordinal);
        await client.Closed;
        Assert.Equal(["one"], client.Bodies());
        await using var refused = page.Open("/page");
        Assert.Equal(406, (int)await refused.AnswerAsync());
    }
}
