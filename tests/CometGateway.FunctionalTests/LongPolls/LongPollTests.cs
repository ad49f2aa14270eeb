using System.Globalization;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>A conditional GET with Prefer: wait=N waits for the change.</summary>
public sealed class LongPollTests
{
    [Fact]
    public async Task Get_WithoutATag_IsAnsweredAtOnce()
    {
        await using var page = await StartAsync();

        var answer = await page.GetAsync("/page", ("Prefer", "wait=300"));

        Assert.Equal((200, Counting.Body(1), null), (answer.Status, answer.Body, answer["Preference-Applied"]));
        Assert.NotNull(answer["ETag"]);
    }

    [Fact]
    public async Task Get_WithAnOldTag_IsAnsweredAtOnce()
    {
        await using var page = await StartAsync();

        var answer = await page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", "\"older\""));

        Assert.Equal((200, Counting.Body(1)), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Get_WithTheCurrentTag_IsAnsweredByTheChange()
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var held = page.GetAsync("/page", ("Prefer", "respond-async, WAIT=\"300\";x=1"), ("If-None-Match", tag));
        await page.IsHeldAsync();
        Assert.False(held.IsCompleted);
        page.Site.SetBody("/page", "application/json", Counting.Body(2));
        var answer = await held;

        Assert.Equal((200, Counting.Body(2), "wait=300"), (answer.Status, answer.Body, answer["Preference-Applied"]));
        Assert.NotEqual(tag, answer["ETag"]);
        Assert.Contains("Accept", answer["Vary"], StringComparison.Ordinal);
        Assert.All(page.Site.Requests.To("/page"), request => Assert.Null(request["Prefer"]));
    }

    [Fact]
    public async Task Get_OfAPageThatStays_Is304AtTheDeadline()
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var started = TimeProvider.System.GetTimestamp();

        var answer = await page.GetAsync("/page", ("Prefer", "wait=1"), ("If-None-Match", tag));

        Assert.Equal((304, "", tag, "wait=1"), (answer.Status, answer.Body, answer["ETag"], answer["Preference-Applied"]));
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(990));
    }

    [Theory]
    [InlineData("wait=0", "wait=0")]
    [InlineData("wait", null)]
    [InlineData("wait=soon", null)]
    [InlineData("wait=-1", null)]
    [InlineData("respond-async", null)]
    [InlineData("handling=lenient; wait=300", null)]
    public async Task Get_ThatDoesNotWishToWait_IsAnsweredAtOnce(string prefer, string? applied)
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var answer = await page.GetAsync("/page", ("Prefer", prefer), ("If-None-Match", tag)).WaitAsync(Patience.Default);

        Assert.Equal((304, applied), (answer.Status, answer["Preference-Applied"]));
    }

    [Theory]
    [InlineData("no-cache", "no-cache")]
    [InlineData("max-age=0", null)]
    public async Task Get_WithWhatBrowsersAdd_IsHeld(string cacheControl, string? pragma)
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var held = page.GetAsync(
            "/page", [("Prefer", "wait=300"), ("If-None-Match", tag), ("Cache-Control", cacheControl), .. pragma is null ? [] : (IEnumerable<(string, string)>)[("Pragma", pragma)]]);
        await page.IsHeldAsync();
        Assert.False(held.IsCompleted);
        page.Site.SetBody("/page", "application/json", Counting.Body(2));

        var answer = await held;
        Assert.Equal((200, Counting.Body(2), "wait=300"), (answer.Status, answer.Body, answer["Preference-Applied"]));
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("only-if-cached")]
    public async Task Get_ThatForbidsWhatAWaitNeeds_IsNotHeld(string cacheControl)
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var answer = await page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag), ("Cache-Control", cacheControl)).WaitAsync(Patience.Default);

        Assert.Equal((304, null), (answer.Status, answer["Preference-Applied"]));
    }

    [Fact]
    public async Task Get_UnderAPolicyWithoutLongPolls_IsAPlainOne()
    {
        await using var page = await StartAsync("""{ "Poll": { "Interval": "00:00:00.150" }, "Transports": [ "sse" ] }""");
        var tag = (await page.GetAsync("/page"))["ETag"]!;

        var answer = await page.GetAsync("/page", ("Prefer", "wait=300"), ("A-IM", "text-delta"), ("If-None-Match", tag));

        Assert.Equal((304, null), (answer.Status, answer["Preference-Applied"]));
    }

    [Fact]
    public async Task AWrite_WakesAHeldPoll()
    {
        await using var page = await StartAsync(GatewayJson.Slow);
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag));
        await page.IsHeldAsync();

        page.Site.SetBody("/page", "application/json", Counting.Body(2));
        await page.SendAsync("POST", "/page");

        Assert.Equal(Counting.Body(2), (await held).Body);
    }

    [Fact]
    public async Task ASiteWithDatesAlone_IsAskedByThem()
    {
        await using var page = await StartAsync();
        var noon = new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
        page.Site.SetBody("/dated", SiteBody.Of("text/plain", "one") with { LastModified = noon });
        var first = await page.GetAsync("/dated", ("Prefer", "wait=300"), ("If-Modified-Since", noon.AddSeconds(-1).ToString("R", CultureInfo.InvariantCulture)));
        Assert.Equal((200, "one", null), (first.Status, first.Body, first["ETag"]));

        var held = page.GetAsync("/dated", ("Prefer", "wait=300"), ("If-Modified-Since", first["Last-Modified"]!));
        await page.IsHeldAsync();
        page.Site.SetBody("/dated", SiteBody.Of("text/plain", "two") with { LastModified = noon.AddMinutes(1) });

        Assert.Equal("two", (await held).Body);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task ASiteThatCodesItsPages_AnswersEachClientInItsOwnCoding(string accepted)
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/coded", Coded("one"));
        var first = await page.GetAsync("/coded", ("Accept-Encoding", accepted));

        var held = page.GetAsync("/coded", ("Prefer", "wait=300"), ("If-None-Match", first["ETag"]!), ("Accept-Encoding", accepted));
        await page.IsHeldAsync();
        page.Site.SetBody("/coded", Coded("two"));
        var answer = await held;

        Assert.Equal((200, accepted is "gzip" ? "gzip" : null), (answer.Status, answer["Content-Encoding"]));
        Assert.NotEqual(first["ETag"], answer["ETag"]);
        if (accepted is "identity") Assert.Equal("two", answer.Body);
    }

    [Fact]
    public async Task APageThatGoes_WhileItIsHeld_IsAnsweredAsTheSiteDoes()
    {
        await using var page = await StartAsync();
        var tag = (await page.GetAsync("/page"))["ETag"]!;
        var held = page.GetAsync("/page", ("Prefer", "wait=300"), ("If-None-Match", tag));
        await page.IsHeldAsync();

        page.Site.On("/page", Answers.Status(404, "nothing here"));

        var answer = await held;
        Assert.Equal((404, "nothing here"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Visitors_AreEachHeldForTheirOwnPage()
    {
        await using var page = await StartAsync();
        var changed = "";
        page.Site.On("/mine", context =>
        {
            var cookie = context.Request.Headers.Cookie.ToString();
            return SiteBody.Of("text/plain", $"{cookie} {(Volatile.Read(ref changed) == cookie ? 2 : 1)}").WithETag().AnswerAsync(context);
        });
        var tags = await Task.WhenAll(((string[])["user=anna", "user=bert"]).Select(async user => (await page.GetAsync("/mine", ("Cookie", user)))["ETag"]!));
        var anna = page.GetAsync("/mine", ("Cookie", "user=anna"), ("Prefer", "wait=300"), ("If-None-Match", tags[0]));
        var bert = page.GetAsync("/mine", ("Cookie", "user=bert"), ("Prefer", "wait=300"), ("If-None-Match", tags[1]));
        await page.IsHeldAsync(2);

        changed = "user=bert";
        Assert.Equal("user=bert 2", (await bert).Body);
        Assert.False(anna.IsCompleted);
        changed = "user=anna";
        Assert.Equal("user=anna 2", (await anna).Body);
    }

    private static SiteBody Coded(string text) =>
        (new SiteBody("text/plain", Answers.Encode("gzip", System.Text.Encoding.UTF8.GetBytes(text))) with { ETag = $"\"{text}\"" }).With("Content-Encoding", "gzip");

    private static async Task<WatchedSite> StartAsync(string policy = GatewayJson.Quick)
    {
        var page = await WatchedSite.StartAsync(policy);
        page.Site.SetBody("/page", "application/json", Counting.Body(1));
        return page;
    }
}
