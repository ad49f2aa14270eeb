using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.PlainGets;

/// <summary>Plain GETs on a watched route that the site must answer itself.</summary>
public sealed class PassedOnTests
{
    [Theory]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "private, max-age=60")]
    [InlineData("Set-Cookie", "session=1")]
    [InlineData("Vary", "*")]
    public async Task Get_PageThatMayNotBeShared_IsEachClientsOwnAndNotSerialised(string name, string value)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        var count = 0;
        var release = new TaskCompletionSource();
        RequestDelegate own = async context =>
        {
            context.Response.Headers[name] = value;
            await context.Response.WriteAsync($"visit {Interlocked.Increment(ref count)}");
        };
        page.Site.On("/page", own);
        var first = await page.GetAsync("/page");

        // From here on it is known that this page cannot be shared: nobody waits for anybody.
        page.Site.On("/page", Answers.Held(release.Task, own));
        var answers = Enumerable.Range(0, 12).Select(_ => page.GetAsync("/page")).ToList();
        await TestKit.Eventually.IsTrueAsync(() => page.Site.Requests.InFlight("/page") == 12, "twelve requests at the site at once");
        release.SetResult();

        var bodies = (await Task.WhenAll(answers)).Append(first).ToList();
        Assert.All(bodies, answer => Assert.Equal(value, answer[name] is var got && name is "Vary" ? got!.Split(", Accept")[0] : got));
        Assert.Equal(13, bodies.Select(answer => answer.Body).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Get_PrivateAndNoStoreOverridden_IsShared()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:30" }, "OverrideCacheControl": true }""");
        page.Site.On("/page", Answers.Status(200, "same for all", ("Cache-Control", "no-store, private"), ("Set-Cookie", "session=1")));
        await using var client = page.Open("/page");
        await client.BodyAsync("same for all");

        var answer = await page.GetAsync("/page");

        Assert.Equal(("same for all", null), (answer.Body, answer["Set-Cookie"]));
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Theory]
    [InlineData("Cookie", "user=anna")]
    [InlineData("Authorization", "Basic YW5uYTpwdw==")]
    public async Task Get_WithACredentialThatNobodyWatches_PassesThroughUntouched(string name, string value)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Text("text/plain", $"for {context.Request.Headers[name]}")(context));
        await using var anonymous = page.Open("/page");
        await anonymous.BodyAsync("for ");

        for (var i = 2; i <= 3; i++)
        {
            var answer = await page.GetAsync("/page", (name, value));
            Assert.Equal(($"for {value}", null, "Accept"), (answer.Body, answer["Age"], answer["Vary"]));
            Assert.Equal(i, page.Site.Requests.Count("/page"));
        }
    }

    [Fact]
    public async Task Get_WithTheCredentialThatWatches_IsThatUsersSnapshot()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Text("text/plain", $"for {context.Request.Headers.Cookie}")(context));
        await using var anna = page.Open("/page", ("Cookie", "user=anna"));
        await anna.BodyAsync("for user=anna");

        var own = await page.GetAsync("/page", ("Cookie", "user=anna"));
        var other = await page.GetAsync("/page", ("Cookie", "user=bert"));
        var nobody = await page.GetAsync("/page");

        Assert.Equal(("for user=anna", "for user=bert", "for "), (own.Body, other.Body, nobody.Body));
        Assert.NotNull(own["Age"]);
        Assert.Single(page.Site.Requests.To("/page"), request => request["Cookie"] is "user=anna");
    }

    [Theory]
    [InlineData("GET", "Range", "bytes=0-2")]
    [InlineData("GET", "If-Match", "\"one\"")]
    [InlineData("GET", "If-Unmodified-Since", "Sun, 01 Jun 2025 12:00:00 GMT")]
    [InlineData("HEAD", "X-Any", "1")]
    [InlineData("OPTIONS", "X-Any", "1")]
    [InlineData("PROPFIND", "Depth", "1")]
    public async Task Request_ThatASnapshotCannotAnswer_ReachesTheSiteWithItsHeaders(string method, string name, string value)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Json("""{"n":1}"""));
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");

        page.Site.On("/page", Answers.Status(206, method is "HEAD" ? "" : "part", ("Content-Range", "bytes 0-2/7")));
        var answer = await page.SendAsync(method, "/page", (name, value));

        Assert.Equal((206, "bytes 0-2/7"), (answer.Status, answer["Content-Range"]));
        var seen = page.Site.Requests.To("/page")[^1];
        Assert.Equal((method, value), (seen.Method, seen[name]));
    }

    [Theory]
    [InlineData("/page?comet.since=abc", "")]
    [InlineData("/page?a=1&comet.keepalive=event&b=2", "?a=1&b=2")]
    [InlineData("/page?%63omet.since=abc&a=1", "?a=1")]
    [InlineData("/page?a=%20x+y&comet%2Esince=abc", "?a=%20x+y")]
    [InlineData("/page?COMET.Since=abc&a", "?a")]
    public async Task ReservedParameters_OfAnyRequest_NeverReachTheSite(string target, string expected)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Json("""{"n":1}"""));

        Assert.Equal(200, (await page.GetAsync(target)).Status);
        Assert.Equal(200, (await page.GetAsync(target, ("Cookie", "user=anna"))).Status);
        Assert.Equal(200, (await page.SendAsync("POST", target)).Status);
        Assert.Equal(200, (await page.SendAsync("HEAD", target)).Status);
        await using var client = page.Open(target, ("Cookie", "user=bert"));
        await client.BodyAsync("""{"n":1}""");

        Assert.Equal(5, page.Site.Requests.Count("/page"));
        Assert.All(page.Site.Requests.To("/page"), request => Assert.Equal(expected, request.Query));
    }

    [Fact]
    public async Task Get_WithACacheBuster_IsTheSameResourceAndOtherParametersAreNot()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Text("text/plain", "query " + context.Request.QueryString)(context));

        Assert.Equal("query ?a=1", (await page.GetAsync("/page?a=1&_=1700000000001")).Body);
        Assert.Equal("query ?a=1", (await page.GetAsync("/page?_=1700000000002&a=1")).Body);
        Assert.Equal("query ?a=2", (await page.GetAsync("/page?a=2&_=1700000000003")).Body);
        Assert.Equal("query ?a=1&b", (await page.GetAsync("/page?a=1&b")).Body);
        Assert.Equal(3, page.Site.Requests.Count("/page"));
        // Where the site answers itself, it gets the client's own words.
        Assert.Equal("query ?a=1&_=4", (await page.GetAsync("/page?a=1&_=4", ("Cookie", "user=anna"))).Body);
    }

    [Fact]
    public async Task Get_WhenTheSiteHasFailedForAnInterval_IsTheSitesOwnAnswer()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Json("""{"n":1}"""));
        await using var client = page.Open("/page");
        await client.BodyAsync("""{"n":1}""");
        page.Site.On("/page", Answers.Status(500, "site's own words", ("X-Site", "yes")));
        await client.StatesAsync("live", "stale");

        // Within the promised interval the last good state is as good as any other.
        PlainAnswer answer = null!;
        await TestKit.Eventually.IsTrueAsync(async () => (answer = await page.GetAsync("/page")).Body is not """{"n":1}""", "an answer of the site's own");

        Assert.Equal((500, "site's own words", "yes", "Accept"), (answer.Status, answer.Body, answer["X-Site"], answer["Vary"]));
    }

    [Fact]
    public async Task Get_OnAnUnwatchedRoute_HasNothingOfOurs()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/plain/page", Answers.Status(200, "x", ("Vary", "Origin")));

        var first = await page.GetAsync("/plain/page?comet.since=1");
        var second = await page.GetAsync("/plain/page", ("Accept", "text/event-stream"));

        Assert.Equal(("Origin", null, "x"), (first["Vary"], first["Age"], second.Body));
        Assert.Equal("?comet.since=1", page.Site.Requests.To("/plain/page")[0].Query);
    }

    [Fact]
    public async Task Get_PageWithItsOwnVary_KeepsItAndAddsAccept()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Status(200, "x", ("Vary", "Origin, Accept-Encoding")));

        Assert.Equal("Origin, Accept-Encoding, Accept", (await page.GetAsync("/page"))["Vary"]);
        Assert.Equal("Origin, Accept-Encoding, Accept", (await page.GetAsync("/page", ("Cookie", "a=b")))["Vary"]);
    }

    [Fact]
    public async Task Get_FromAnotherOrigin_HasTheCorsHeadersThatTheSiteWritesOnlyWhenAsked()
    {
        const string Shop = "https://shop.example";
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context =>
        {
            if (context.Request.Headers.Origin.Count == 0) return Answers.Json("""{"n":1}""")(context);
            return Answers.Status(200, """{"n":1}""", ("Access-Control-Allow-Origin", context.Request.Headers.Origin.ToString()), ("Vary", "Origin"))(context);
        });
        Assert.Null((await page.GetAsync("/page"))["Access-Control-Allow-Origin"]);

        Assert.Equal(Shop, (await page.GetAsync("/page", ("Origin", Shop)))["Access-Control-Allow-Origin"]);
        Assert.NotNull((await page.GetAsync("/page"))["Age"]);
    }

    [Fact]
    public async Task Get_FromAnotherOriginOfAPageForAllOrigins_IsTheSnapshot()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Status(200, "x", ("Access-Control-Allow-Origin", "*")));
        await page.GetAsync("/page");

        Assert.Equal("*", (await page.GetAsync("/page", ("Origin", "https://shop.example")))["Access-Control-Allow-Origin"]);
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Get_OnlyIfCached_NeverReachesTheSite()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Json("""{"n":1}"""));

        var before = await page.GetAsync("/page", ("Cache-Control", "only-if-cached"));
        Assert.Equal((504, "application/problem+json", 0), (before.Status, before["Content-Type"], page.Site.Requests.Count("/page")));
        await page.GetAsync("/page");

        var after = await page.GetAsync("/page", ("Cache-Control", "only-if-cached"));
        Assert.Equal((200, """{"n":1}"""), (after.Status, after.Body));
        Assert.Equal(1, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task Stream_OfAPageThatMovedBelowTheSitesOwnAddress_IsSentToThePathThatClientsSee()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Redirect(new Uri(page.Site.Address, "/new?x=1").ToString()));

        var answer = await page.GetAsync("/page?comet.keepalive=event", ("Accept", "text/event-stream"));

        Assert.Equal((307, "/new?x=1&comet.keepalive=event"), (answer.Status, answer["Location"]));
    }
}
