using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>When the time of a held poll is over, and what it is answered then.</summary>
public sealed class DeadlineTests
{
    private const string Page = "/watched/page";

    [Theory]
    [InlineData(1, 304)]
    [InlineData(2, 200)]
    public async Task ADeadline_WhileThePollThatComesNextIsUnderWay_IsAnsweredByIt(int then, int status)
    {
        var (time, release) = (new ManualTimeProvider(), new TaskCompletionSource());
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(1));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address, policy: """{ "Poll": { "Interval": "00:00:20", "Timeout": "00:01:00" }, "Audience": "Everyone" }"""), time);
        using var http = TestClient.Create(gateway.Address);
        var tag = (await PlainAnswer.OfAsync(http, "GET", Page))["ETag"]!;
        site.On(Page, Answers.Held(release.Task, SiteBody.Of("application/json", Counting.Body(then)).WithETag().AnswerAsync));
        var held = PlainAnswer.OfAsync(http, "GET", Page, ("Prefer", "wait=20"), ("If-None-Match", tag));
        await gateway.HaveJoinedAsync();

        for (var second = 0; second < 25; second++) time.Advance(TimeSpan.FromSeconds(1));
        await site.Requests.NthAsync(2, Page);
        Assert.False(held.IsCompleted);
        release.SetResult();

        var answer = await held;
        Assert.Equal((status, "wait=20"), (answer.Status, answer["Preference-Applied"]));
        Assert.Equal(2, site.Requests.Count(Page));
    }

    [Fact]
    public async Task AWait_LongerThanStreamsLive_IsAsLongAsTheAnswerSays()
    {
        var time = new ManualTimeProvider();
        await using var page = await WatchedSite.StartAsync(
            """{ "Poll": { "Interval": "01:00:00" }, "Audience": "Everyone" }""", """ "ConnectionLifetime": "00:00:01", "KeepAlive": "00:00:10", """, time: time);
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        var first = await page.GetAsync("/page", ("Accept", "application/x-ndjson"), ("Prefer", "wait=20"));
        await using var held = await page.OpenLinesAsync("/page", ("Prefer", "wait=20"), ("Last-Event-ID", ReceivedLine.Of(first.Body.TrimEnd().Split('\n')[^1]).Id!));
        Assert.Equal("wait=20", Assert.Single(held.Response.Headers.GetValues("Preference-Applied")));
        await page.Gateway.HaveJoinedAsync();

        for (var second = 0; second < 15; second++) time.Advance(TimeSpan.FromSeconds(1));
        await held.WaitForAsync(line => line.Event is "keepalive", "a sign of life after the lifetime of a stream");
        Assert.False(held.Ended.IsCompleted);
        for (var second = 0; second < 7; second++) time.Advance(TimeSpan.FromSeconds(1));

        await held.Ended.WaitAsync(Patience.Default);
        Assert.Equal("the stream ended", held.Lines.EndReason);
    }
}
