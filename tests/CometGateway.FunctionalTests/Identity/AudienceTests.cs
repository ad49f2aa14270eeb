using System.Collections.Concurrent;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace CometGateway.FunctionalTests.Identity;

/// <summary>Whose bytes are whose.</summary>
public sealed class AudienceTests(ITestOutputHelper output)
{
    private static readonly string[] Users = ["anna", "bert", ""];

    [Fact]
    public async Task TwoUsersAndAStranger_AThousandInterleavedChanges_NoByteOfOneReachesAnother()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var versions = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.050" }, "Linger": "00:00:00.100" }""", """ "Limits": { "ResourcesPerAddress": 1000 }, """);
        page.Site.On("/page", context =>
        {
            var user = UserOf(context.Request.Headers.Cookie);
            return Answers.Text("text/plain", $"belongs to <{user}> version {versions.GetValueOrDefault(user)}")(context);
        });
        var clients = new List<(string User, SseClient Client)>();
        var present = new List<SseClient>();
        var answers = new List<(string User, Task<PlainAnswer> Answer)>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(4));

        for (var change = 1; change <= 1000; change++)
        {
            versions.AddOrUpdate(Users[random.Next(3)], 1, (_, version) => version + 1);
            var user = Users[random.Next(3)];
            switch (random.Next(6))
            {
                case 0 when present.Count < 30:
                    present.Add(page.Open("/page", CookieOf(user)));
                    clients.Add((user, present[^1]));
                    break;
                case 1 when present.Count > 5:
                    var leaving = random.Next(present.Count);
                    await present[leaving].DisposeAsync();
                    present.RemoveAt(leaving);
                    break;
                case 2:
                    answers.Add((user, page.GetAsync("/page", CookieOf(user))));
                    break;
            }

            if (change % 4 == 0) await pace.WaitForNextTickAsync();
        }

        foreach (var user in Users)
        {
            await using var last = page.Open("/page", CookieOf(user));
            await last.BodyAsync($"belongs to <{user}> version {versions.GetValueOrDefault(user)}");
        }

        foreach (var (user, answer) in answers) Assert.StartsWith($"belongs to <{user}> ", (await answer).Body, StringComparison.Ordinal);
        foreach (var client in present) await client.DisposeAsync();
        foreach (var (user, client) in clients)
        {
            Assert.All(client.Bodies(), body => Assert.StartsWith($"belongs to <{user}> ", body, StringComparison.Ordinal));
            var seen = client.Bodies().Select(body => int.Parse(body[(body.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(seen.Order(), seen);
        }

        Assert.True(clients.Sum(client => client.Client.Bodies().Count) > 100, "hardly anything was streamed: the test proves nothing");
        output.WriteLine($"{clients.Count} subscribers, {clients.Sum(client => client.Client.Bodies().Count)} events, {answers.Count} plain GETs");
    }

    [Fact]
    public async Task Poll_OfAUser_CarriesThatUsersCredentialAndNothingElseOfTheRequest()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Json("1"));

        await using var client = page.Open("/page", ("Cookie", "b=2; a=1"), ("Authorization", "Basic abc"), ("X-Other", "x"), ("Referer", "http://r/"), ("User-Agent", "browser"), ("Accept-Language", "de"));
        await client.BodyAsync("1");

        var poll = (await page.Site.Requests.NthAsync(1, "/page"));
        Assert.Equal(("a=1; b=2", "Basic abc", "*/*"), (poll["Cookie"], poll["Authorization"], poll["Accept"]));
        Assert.Equal((null, null, null), (poll["X-Other"], poll["Referer"], poll["Accept-Language"]));
        Assert.Equal("127.0.0.1", poll["X-Forwarded-For"]);
        Assert.StartsWith("CometGateway/", poll["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_ForStrangers_ShowsNoPageThatTheSiteKeepsForInsideAddresses()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", context => (context.Request.Headers["X-Forwarded-For"].ToString() is "" ? Answers.Json("\"inside only\"") : Answers.Status(403, "no"))(context));

        await using var client = page.Open("/page");
        await Eventually.IsTrueAsync(() => client.Answers.Contains(System.Net.HttpStatusCode.Unauthorized), "the stream is refused");

        Assert.Equal("192.0.2.1", (await page.Site.Requests.NthAsync(1, "/page"))["X-Forwarded-For"]);
        Assert.Empty(client.Events);
    }

    [Fact]
    public async Task Everyone_WithCookiesAndAuthorization_IsOnePollWithoutThem()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:30" }, "Audience": "Everyone" }""");
        page.Site.On("/page", Answers.Status(200, "same for all", ("Set-Cookie", "session=secret"), ("Vary", "Cookie")));

        await using var anna = page.Open("/page", ("Cookie", "user=anna"));
        await using var bert = page.Open("/page", ("Authorization", "Basic abc"));
        await using var nobody = page.Open("/page");
        await anna.BodyAsync("same for all");
        await bert.BodyAsync("same for all");
        await nobody.BodyAsync("same for all");
        var answer = await page.GetAsync("/page", ("Cookie", "user=carl"));

        Assert.Equal(("same for all", null), (answer.Body, answer["Set-Cookie"]));
        Assert.False(anna.ResponseHeaders!.ContainsKey("Set-Cookie"));
        var poll = Assert.Single(page.Site.Requests.To("/page"));
        Assert.Equal((null, null), (poll["Cookie"], poll["Authorization"]));
    }

    [Fact]
    public async Task IdentityCookies_Named_OnlyTheySplitAudiencesAndReachTheSite()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:30" }, "IdentityCookies": [ "session" ] }""");
        page.Site.On("/page", context => Answers.Text("text/plain", $"cookie {context.Request.Headers.Cookie}")(context));

        await using var tabOne = page.Open("/page", ("Cookie", "_ga=1; session=anna"));
        await using var tabTwo = page.Open("/page", ("Cookie", "session=anna; _ga=2"));
        await using var bert = page.Open("/page", ("Cookie", "session=bert; _ga=1"));
        await using var stranger = page.Open("/page", ("Cookie", "_ga=3"));
        await tabOne.BodyAsync("cookie session=anna");
        await tabTwo.BodyAsync("cookie session=anna");
        await bert.BodyAsync("cookie session=bert");
        await stranger.BodyAsync("cookie ");

        Assert.Equal(3, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task SetCookie_OnAUsersPoll_ReachesNobody()
    {
        // Young for the whole test: a user's GET of a state that is not is the site's own to answer, with the user's own cookie.
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", Answers.Status(200, "mine", ("Set-Cookie", "session=renewed"), ("Content-Type", "text/plain")));
        await using var anna = page.Open("/page", ("Cookie", "user=anna"));
        await anna.BodyAsync("mine");

        var own = await page.GetAsync("/page", ("Cookie", "user=anna"));

        Assert.Equal(("mine", null), (own.Body, own["Set-Cookie"]));
        Assert.NotNull(own["Age"]);
        Assert.False(anna.ResponseHeaders!.ContainsKey("Set-Cookie"));
        // What the site says to a client's own request is the client's.
        Assert.Equal("session=renewed", (await page.GetAsync("/page", ("Cookie", "user=bert")))["Set-Cookie"]);
    }

    [Fact]
    public async Task Host_OfTheRequest_NeverSharesBytesWithAnother()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Text("text/plain", $"host {context.Request.Headers["X-Forwarded-Host"]}")(context));

        await using var one = page.Open("/page", ("Host", "one.example"));
        await using var two = page.Open("/page", ("Host", "evil.example"));
        await one.BodyAsync("host one.example");
        await two.BodyAsync("host evil.example");

        Assert.Equal("host one.example", (await page.GetAsync("/page", ("Host", "one.example"))).Body);
        Assert.Equal("host evil.example", (await page.GetAsync("/page", ("Host", "evil.example"))).Body);
        Assert.Equal("host one.example", (await page.GetAsync("/page", ("Host", "ONE.example"))).Body);
        Assert.Equal(2, page.Site.Requests.Count("/page"));
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Prefix", "/evil")]
    [InlineData("X-Original-URL", "/evil")]
    [InlineData("Forwarded", "host=evil.example")]
    [InlineData("X-Forwarded-For", "6.6.6.6")]
    public async Task Header_ThatIsNotInTheKey_DoesNotReachASharedPoll(string name, string value)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On("/page", context => Answers.Text("text/plain", $"header {context.Request.Headers[name]}")(context));

        var answer = await page.GetAsync("/page", (name, value));

        Assert.DoesNotContain(value, answer.Body, StringComparison.Ordinal);
    }

    private static string UserOf(string? cookie) => cookie is null ? "" : cookie["user=".Length..];

    private static (string Name, string Value)[] CookieOf(string user) => user.Length == 0 ? [] : [("Cookie", "user=" + user)];
}
