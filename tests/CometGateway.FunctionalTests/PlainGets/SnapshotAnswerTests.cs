using System.Globalization;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.PlainGets;

/// <summary>Plain GETs that need not reach the site.</summary>
public sealed class SnapshotAnswerTests
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly SiteBody Page = SiteBody.Of("application/json; charset=utf-8", """{"n":1}""")
        .With("Cache-Control", "max-age=3").With("X-Site", "kept") with { ETag = "\"one\"", LastModified = Noon };

    [Fact]
    public async Task Get_WatchedAndCurrent_IsTheSnapshotWithItsHeadersAndTrueAge()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", Page.With("Age", "7"));
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");

        var answer = await page.GetAsync("/page");

        Assert.Equal((200, """{"n":1}"""), (answer.Status, answer.Body));
        Assert.Equal(
            ("application/json; charset=utf-8", "\"one\"", "max-age=3", "kept", "7"),
            (answer["Content-Type"], answer["ETag"], answer["Cache-Control"], answer["X-Site"], answer["Content-Length"]));
        Assert.Equal(Noon.ToString("R", CultureInfo.InvariantCulture), answer["Last-Modified"]);
        Assert.Equal("Accept", answer["Vary"]);
        var age = int.Parse(answer["Age"]!, CultureInfo.InvariantCulture);
        Assert.InRange(age, 7, 30);
        Assert.Equal(1, page.Site.Requests.Count("/page"));

        // The age goes on with the clock, as no poll comes meanwhile.
        await TestKit.Eventually.IsTrueAsync(
            async () => int.Parse((await page.GetAsync("/page"))["Age"]!, CultureInfo.InvariantCulture) > age, "a higher Age");
        Assert.Equal(answer["Date"], (await page.GetAsync("/page"))["Date"]);
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Theory]
    [InlineData("If-None-Match", "\"one\"", 304)]
    [InlineData("If-None-Match", "W/\"one\"", 304)]
    [InlineData("If-None-Match", "\"zero\", \"one\"", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "\"two\"", 200)]
    [InlineData("If-Modified-Since", "Sun, 01 Jun 2025 12:00:00 GMT", 304)]
    [InlineData("If-Modified-Since", "Sun, 01 Jun 2025 11:59:59 GMT", 200)]
    [InlineData("If-Modified-Since", "yesterday", 200)]
    public async Task Get_Conditional_IsAnsweredFromTheSnapshot(string name, string value, int expected)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", Page);
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");

        var answer = await page.GetAsync("/page", (name, value));

        Assert.Equal((expected, expected == 304 ? "" : """{"n":1}"""), (answer.Status, answer.Body));
        Assert.Equal(("\"one\"", "Accept"), (answer["ETag"], answer["Vary"]));
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Get_SiteWithoutValidators_HasTheVersionAsItsETag()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Json("""{"n":1}"""));
        await using var client = page.Open("/page");
        var id = (await client.BodyAsync("""{"n":1}""")).Id;

        var answer = await page.GetAsync("/page");

        Assert.Equal($"\"{id}\"", answer["ETag"]);
        Assert.Equal(304, (await page.GetAsync("/page", ("If-None-Match", answer["ETag"]!))).Status);
    }

    [Fact]
    public async Task Get_WithinTheInterval_CostsTheSiteNothingAndAfterItOnePoll()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:01" } }""");
        page.Site.On("/page", Answers.Json("""{"n":1}"""));

        for (var i = 0; i < 10; i++) Assert.Equal("""{"n":1}""", (await page.GetAsync("/page")).Body);
        Assert.Equal(1, page.Site.Requests.Count("/page"));

        page.Site.On("/page", Answers.Json("""{"n":2}"""));
        await TestKit.Eventually.IsTrueAsync(async () => (await page.GetAsync("/page")).Body is """{"n":2}""", "the new state, when the interval is over");
        Assert.InRange(page.Site.Requests.Count("/page"), 2, 8);
    }

    [Fact]
    public async Task Get_AHundredAtOnceOfWhatIsNotHeld_IsOneRequestToTheSite()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var release = new TaskCompletionSource();
        page.Site.On("/page", Answers.Held(release.Task, Answers.Json("""{"n":1}""")));

        var answers = Enumerable.Range(0, 100).Select(_ => page.GetAsync("/page")).ToList();
        await page.Site.Requests.NthAsync(1, "/page");
        release.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal((200, """{"n":1}"""), (answer.Status, answer.Body)));
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Theory]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Pragma", "no-cache")]
    public async Task Get_ClientThatWantsItFresh_IsAnsweredByAPollOfNow(string name, string value)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", "application/json", """{"n":1}""");
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");
        page.Site.SetBody("/page", "application/json", """{"n":2}""");
        Assert.Equal("""{"n":1}""", (await page.GetAsync("/page")).Body);

        Assert.Equal("""{"n":2}""", (await page.GetAsync("/page", (name, value))).Body);

        // One poll for both: the subscriber has it too.
        await client.BodyAsync("""{"n":2}""");
        Assert.Equal(2, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Get_ClientWithNoStore_PassesThrough()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Json("""{"n":1}"""));
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");
        page.Site.On("/page", Answers.Json("""{"n":2}"""));

        var answer = await page.GetAsync("/page", ("Cache-Control", "no-store"));

        Assert.Equal(("""{"n":2}""", null, "Accept"), (answer.Body, answer["Age"], answer["Vary"]));
    }

    [Fact]
    public async Task Get_Binary_IsAnsweredFromTheSnapshotByteForByte()
    {
        var bytes = Enumerable.Range(0, 256).Select(n => (byte)n).ToArray();
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/logo.png", new SiteBody("image/png", bytes));
        await page.GetAsync("/logo.png");

        Assert.Equal(bytes, await page.Http.GetByteArrayAsync(new Uri("/logo.png", UriKind.Relative)));
        Assert.Equal(1, page.Site.Requests.Count("/logo.png"));
    }

    [Fact]
    public async Task Get_OfACodedPage_IsDecodedWithAWeakValidator()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.SetBody("/page", (new SiteBody("application/json", Answers.Encode("gzip", """{"n":1}"""u8)) with { ETag = "\"coded\"" }).With("Content-Encoding", "gzip"));

        var answer = await page.GetAsync("/page");

        Assert.Equal(("""{"n":1}""", null, "W/\"coded\""), (answer.Body, answer["Content-Encoding"], answer["ETag"]));
    }
}
