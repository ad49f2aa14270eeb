using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>What a site says that ends a stream: no such page, not for you, elsewhere.</summary>
public class EndingTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100" } }""";
    private const string Before = """{"n":1}""";

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Poll_NoSuchPage_EndsTheStreamAsGoneAndRefusesTheNext(int status)
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Status(status));
        Assert.Contains($"{status}", await client.StatesAsync("live", "gone"), StringComparison.Ordinal);
        await client.Closed;
        Assert.Equal([Before], client.Bodies());
        await RefusedAsync(page, 404, "gone");
        Assert.Equal(status, (await page.GetAsync("/page")).Status);

        // The page may come back: what was remembered of its end is soon forgotten.
        page.Site.On("/page", Answers.Json(Before));
        Assert.Equal(Before, (await page.GetAsync("/page")).Body);
        await TestKit.Eventually.IsTrueAsync(
            async () =>
            {
                await using var again = page.Open("/page");
                return (int)await again.AnswerAsync() == 200;
            },
            "the page that came back can be watched again");
    }

    [Theory]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("302 to /login")]
    [InlineData("a login page with 200")]
    public async Task Poll_UserLoggedOut_EndsOnlyThatUsersStream(string how)
    {
        var loggedOut = how switch
        {
            "401" => Answers.Status(401, "who?", ("WWW-Authenticate", "Basic")),
            "403" => Answers.Status(403),
            "302 to /login" => Answers.Redirect("/login"),
            _ => Answers.Text("text/html", "<form action=/login>"),
        };
        RequestDelegate both = Answers.Json(Before);
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", both);
        await using var anna = page.Open("/page", ("Cookie", "user=anna"));
        await using var bert = page.Open("/page", ("Cookie", "user=bert"));
        await anna.BodyAsync(Before);
        await bert.BodyAsync(Before);

        page.Site.On("/page", context => context.Request.Headers.Cookie == "user=anna" ? loggedOut(context) : both(context));

        await anna.StatesAsync("live", "unauthorized");
        await anna.Closed;
        Assert.Equal([Before], anna.Bodies());
        var seen = page.Polls.Ended.Count;
        await page.Polls.Ended.UntilAsync(polls => polls.Count >= seen + 3, "further polls for the other user");
        await bert.StatesAsync("live");
        var answer = await page.GetAsync("/page", ("Cookie", "user=anna"));
        Assert.NotEqual(Before, answer.Body);
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "unauthorized")]
    public async Task Poll_AnonymousPageThatWantsALogin_EndsTheStream(int status, string state)
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Status(status));

        await client.StatesAsync("live", state);
        await client.Closed;
        await RefusedAsync(page, 401, "unauthorized");
    }

    [Fact]
    public async Task Poll_AnonymousPageThatMoved_LetsTheClientComeBackToTheRedirect()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before)).On("/new", Answers.Json("""{"n":2}"""));
        await using var client = page.Open("/page");
        await client.BodyAsync(Before);

        page.Site.On("/page", Answers.Redirect("/new"));
        await client.StatesAsync("live", "draining");
        await client.Closed;

        var answer = await page.GetAsync("/page", ("Accept", "text/event-stream"));
        Assert.Equal((307, "/new"), (answer.Status, answer["Location"]));
        await using var moved = page.Open("/new");
        await moved.BodyAsync("""{"n":2}""");
    }

    [Fact]
    public async Task Poll_UserLoggedOut_NoByteOfTheLoginPageIsSent()
    {
        await using var page = await WatchedSite.StartAsync(Policy);
        page.Site.On("/page", Answers.Json(Before));
        await using var reader = await RawSseReader.OpenAsync(
            new(page.Gateway.Address, "/page"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Cookie"] = "user=anna" });
        await reader.WaitForAsync(line => line.Contains(Before, StringComparison.Ordinal), "the first state");

        page.Site.On("/page", Answers.Text("text/html", "<form>SECRET-LOGIN</form>"));
        await reader.Ended;

        Assert.DoesNotContain(reader.Lines, line => line.Text.Contains("SECRET-LOGIN", StringComparison.Ordinal));
        Assert.Equal("the stream ended", reader.EndReason);
    }

    private static async Task RefusedAsync(WatchedSite page, int status, string code)
    {
        await using var refused = page.Open("/page");
        Assert.Equal(status, (int)await refused.AnswerAsync());
        Assert.Equal("application/problem+json", refused.ResponseHeaders!["Content-Type"]);
        Assert.Contains($"\"code\":\"{code}\"", refused.RefusalBody, StringComparison.Ordinal);
    }
}
