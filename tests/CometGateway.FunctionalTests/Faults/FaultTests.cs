using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>A site that was well and fails: streams are told, nothing false reaches them, and they go on when it is well again.</summary>
public class FaultTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100", "MaxInterval": "00:00:00.400" } }""";
    private const string Impatient = """{ "Poll": { "Interval": "00:00:00.100", "MaxInterval": "00:00:00.400", "Timeout": "00:00:01" } }""";
    private const string Before = """{"n":1}""";
    private const string After = """{"n":2,"well":true}""";

    public static TheoryData<string> Faults => SiteFaults.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Poll_OfASiteThatFails_KeepsTheLastGoodStateAndRecovers(string fault)
    {
        var (script, reason) = SiteFaults.Of(fault);
        await using var page = await WatchedSite.StartAsync(fault is "hangs" ? Impatient : Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var early = page.Open("/page");
        await early.BodyAsync(Before);

        page.Site.On("/page", script);
        Assert.Contains(reason, await early.StatesAsync("live", "stale"), StringComparison.Ordinal);
        // However the site fails, it has half an interval of rest between two polls.
        Assert.All(PollLog.Gaps(await page.Polls.NextFailuresAsync(3)), gap => Assert.True(gap >= TimeSpan.FromMilliseconds(45), $"polled again after {gap}"));
        await using var late = page.Open("/page");
        await late.BodyAsync(Before);
        await late.StatesAsync("stale");

        page.Site.On("/page", Answers.Json(After));
        await early.BodyAsync(After);
        await late.BodyAsync(After);
        await early.StatesAsync("live", "stale", "live");
        await late.StatesAsync("stale", "live");
        Assert.Equal([Before, After], early.Bodies());
        Assert.Equal([Before, After], late.Bodies());
    }

    [Fact]
    public async Task Poll_WhileTheSiteFails_BacksOff()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.050", "MaxInterval": "00:00:00.800" } }""");
        page.Site.On("/page", Answers.Json(Before));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Status(500));
        await page.Polls.NextFailuresAsync(13);
        var times = page.Site.Requests.To("/page").Where(request => request.Status == 500).Select(request => request.Time).ToList();
        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToList();

        // Full jitter up to 16 intervals: that all of nine such draws stay below 4 intervals has a chance of 2 in a million.
        Assert.Contains(gaps, gap => gap >= TimeSpan.FromMilliseconds(200));
        Assert.All(gaps, gap => Assert.True(gap >= TimeSpan.FromMilliseconds(45), $"{gap} is less than the shortest pause"));
    }

    [Fact]
    public async Task Poll_After503WithRetryAfter_WaitsAsLongAsItWasAsked()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Sequence(Answers.Status(503, "", ("Retry-After", "2")), Answers.Json(After)));
        Assert.Contains("503", await client.StatesAsync("live", "stale"), StringComparison.Ordinal);
        await client.BodyAsync(After);

        var all = page.Site.Requests.To("/page");
        var refused = all.Single(request => request.Status == 503);
        var next = all[all.ToList().IndexOf(refused) + 1];
        Assert.InRange(next.Time - refused.Time, TimeSpan.FromSeconds(1.95), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task RetryAfter_WithSubscribersAndPlainGetsArriving_IsKeptByThePoller()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);
        page.Site.On("/page", Answers.Status(503, "busy", ("Retry-After", "30")));
        await client.StatesAsync("live", "stale");
        await TestKit.Eventually.IsTrueAsync(async () => (await page.GetAsync("/page")).Status == 503, "the promised interval to be over");
        var polled = page.Site.Requests.Count("/page");

        for (var i = 0; i < 5; i++)
        {
            await using var late = page.Open("/page");
            await late.BodyAsync(Before);
        }

        Assert.Equal(polled, page.Site.Requests.Count("/page"));
        for (var i = 0; i < 5; i++) Assert.Equal((503, "busy"), await page.GetAsync("/page") is var answer ? (answer.Status, answer.Body) : default);
        Assert.Equal(polled + 5, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Poll_SiteDownAndUpAgain_GoesOn()
    {
        var site = await ScriptedSite.StartAsync();
        await using var gateway = await TestKit.GatewayApp.StartAsync(GatewayJson.Of(site.Address, Policy));
        site.On("/page", Answers.Json(Before));
        await using var client = TestKit.Streams.SseClient.Open(new(gateway.Address, "/page"));
        await client.BodyAsync(Before);

        await site.DisposeAsync();
        Assert.Contains("connection", await client.StatesAsync("live", "stale"), StringComparison.Ordinal);
        using var http = TestKit.TestClient.Create(gateway.Address);
        await TestKit.Eventually.IsTrueAsync(async () => (await PlainAnswer.OfAsync(http, "GET", "/page")).Status == 502, "YARP's own 502, when the promised interval is over");

        await using var again = await ScriptedSite.StartAsync(port: site.Address.Port);
        again.On("/page", Answers.Json(After));
        await client.BodyAsync(After);
        await client.StatesAsync("live", "stale", "live");
    }

    [Fact]
    public async Task Poll_304ToEverything_IsTheSameStateAndLive()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.SetBody("/page", "application/json", Before);
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Status(304));
        await page.Polls.Ended.UntilAsync(polls => polls.Count(poll => poll.Outcome is "unchanged_304") >= 5, "five polls answered 304");

        Assert.Equal((200, Before), await page.GetAsync("/page") is var answer ? (answer.Status, answer.Body) : default);
        await client.StatesAsync("live");
        Assert.Equal([Before], client.Bodies());
    }

    [Fact]
    public async Task Poll_SlowButWholeAnswer_IsTakenWhole()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.100", "Timeout": "00:00:20" } }""");
        using var gate = new SemaphoreSlim(0);
        page.Site.On("/page", Answers.Dribble("application/json", ["""{"n""", "\":", "1}"], (_, aborted) => gate.WaitAsync(aborted)));
        await using var client = page.Open("/page");
        await page.Site.Requests.NthAsync(1, "/page");

        gate.Release(3);

        await client.BodyAsync(Before);
    }
}
