using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Many;

/// <summary>Many URLs on one connection: each is told of by itself.</summary>
public class ManyUrlsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_AreEachToldUnderTheirUrls(bool isSse)
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse, "/a", "/b?x=1&y=%C3%BC");
        await client.StateAsync("/a", "1");
        await client.StateAsync("/b?x=1&y=%C3%BC", "1");

        page.Site.On("/a", Answers.Json("2"));
        var change = await client.StateAsync("/a", "2");
        page.Site.On("/b", Answers.Json("3"));
        await client.StateAsync("/b?x=1&y=%C3%BC", "3");

        Assert.Equal(16, change.Id!.Length);
        Assert.StartsWith("{\"url\":\"/a\",\"event\":\"message\",\"id\":\"", change.Text, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], client.Lines.Where(line => line.Url is "/a" && line.Event is "message").Select(line => line.Data));
        Assert.All(client.Lines.Where(line => line.Event is "status"), line => Assert.NotNull(line.Url));
        Assert.Contains(page.Site.Requests.To("/b"), request => request.Query is "?x=1&y=%C3%BC");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BadOnes_AmongAGoodOne_AreEachRefusedAndItGoesOn(bool isSse)
    {
        await using var page = await StartAsync();
        page.Site.On("/moved", Answers.Redirect("/elsewhere")).On("/login", Answers.Status(401)).On("/octets", Answers.Huge(8 << 20));
        await using var client = await ManyClient.OpenAsync(
            page, isSse, "/a", "//evil/x", "/plain/x", "/missing", "/moved", "/login", "/octets", "/b?comet.events=nothing", "/_comet/status", "http://evil/", "", "/b%2Fc?comet.events=json-patch&x=1");
        await client.StateAsync("/a", "1");

        Assert.Equal("400 bad_url", await client.RefusalAsync("//evil/x"));
        Assert.Equal("404 not_watched", await client.RefusalAsync("/plain/x"));
        Assert.Equal("404 gone", await client.RefusalAsync("/missing"));
        Assert.Equal("307 moved", await client.RefusalAsync("/moved"));
        Assert.Equal("401 unauthorized", await client.RefusalAsync("/login"));
        Assert.Equal("406 too_large", await client.RefusalAsync("/octets"));
        Assert.Equal("400 bad_parameter", await client.RefusalAsync("/b"));
        Assert.Equal("404 not_watched", await client.RefusalAsync("/_comet/status"));
        Assert.Equal("400 bad_url", await client.RefusalAsync("http://evil/"));
        Assert.Equal("400 bad_url", await client.RefusalAsync(""));
        Assert.Equal("400 bad_url", await client.RefusalAsync("/b%2Fc?x=1"));
        page.Site.On("/a", Answers.Json("2"));
        await client.StateAsync("/a", "2");
    }

    [Fact]
    public async Task AHundred_AreOpenedAtTheSameTime_AndNoneIsLost()
    {
        await using var page = await StartAsync();
        string[] urls = [.. Enumerable.Range(0, 100).Select(n => $"/a?n={n}")];
        for (var connection = 0; connection < 8; connection++)
        {
            await using var client = await ManyClient.OpenAsync(page, isSse: false, urls);
            await client.WaitForAsync(_ => client.Lines.Count(line => line.Event is "message" or "error") >= urls.Length, "something of each");

            Assert.Empty(client.Lines.Where(line => line.Event is "error").Select(line => line.Text));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AUrlTwice_IsCarriedOnce(bool isSse)
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse, "/a", "/a", "/a?comet.events=json-patch");

        await client.WaitForAsync(line => line.Event is "message" or "snapshot", "the state");
        Assert.Equal("409 twice", await client.RefusalAsync("/a"));
        page.Site.On("/a", Answers.Json("2"));
        await client.WaitForAsync(line => line.Data is "2", "the change");

        Assert.Equal(2, client.Lines.Count(line => line.Event is "message" or "snapshot" or "patch"));
        Assert.Equal(2, client.Lines.Count(line => line.Event is "error"));
    }

    [Fact]
    public async Task Forms_AreTheUrlsOwn_OrElseTheConnections()
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/own", "application/json", Prices.Page(1)).SetBody("/outer", "application/json", Prices.Page(1));
        await using var client = await ManyClient.OpenAsync(page, isSse: true, ManyClient.PathOf("/own?comet.events=json-patch&x=1", "/outer") + "&comet.events=text-delta", []);
        await client.WaitForAsync(line => line.Url is "/own?x=1" && line.Event is "snapshot", "the first state");
        await client.WaitForAsync(line => line.Url is "/outer" && line.Event is "snapshot", "the other state");

        page.Site.SetBody("/own", "application/json", Prices.Page(2)).SetBody("/outer", "application/json", Prices.Page(2));
        await client.WaitForAsync(line => line.Url is "/own?x=1" && line.Event is "patch", "the patch");
        await client.WaitForAsync(line => line.Url is "/outer" && line.Event is "delta", "the delta");

        Assert.True(new LineState("json-patch").With(client.Lines.Where(line => line.Url is "/own?x=1")).Is(Prices.Page(2)));
        Assert.Equal(Prices.Page(2), new LineState("text-delta").With(client.Lines.Where(line => line.Url is "/outer")).Text);
    }

    [Fact]
    public async Task OneThatGoes_IsOverAlone_AndTheLastOneEndsTheConnection()
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse: false, "/a", "/b");
        await client.StateAsync("/a", "1");
        await client.StateAsync("/b", "1");

        page.Site.On("/b", Answers.Status(404));
        await client.WaitForAsync(line => line.Url is "/b" && line.Event is "status" && line.Of("state") is "gone", "the end of one");
        page.Site.On("/a", Answers.Json("2"));
        await client.StateAsync("/a", "2");
        Assert.False(client.Ended.IsCompleted);
        page.Site.On("/a", Answers.Status(410));
        await client.Ended.WaitAsync(Patience.Default);

        Assert.Equal(("/a", "gone"), (client.Lines[^1].Url, client.Lines[^1].Of("state")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AllRefused_EndTheConnectionBehindTheLastRefusal(bool isSse)
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse, "/missing", "//x", "/plain/y");

        await client.Ended.WaitAsync(Patience.Default);

        Assert.Equal(["//x", "/missing", "/plain/y"], client.Lines.Where(line => line.Event is "error").Select(line => line.Url).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("text/event-stream", "", 400, "urls")]
    [InlineData("application/x-ndjson", "url=/1&url=/2&url=/3&url=/4", 400, "urls")]
    [InlineData("text/event-stream", "url=/1&comet.sinse=x", 400, "bad_parameter")]
    [InlineData("text/event-stream", "url=/1&comet.transport=iframe", 406, "transport")]
    [InlineData("text/html", "url=/1", 406, "transport")]
    public async Task AConnection_ThatCannotBe_IsAProblem(string accept, string query, int status, string code)
    {
        await using var page = await WatchedSite.StartAsync(comet: """ "Limits": { "UrlsPerConnection": 3 }, """);

        var answer = await page.GetAsync("/_comet/stream?" + query, ("Accept", accept));

        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Body, StringComparison.Ordinal);
        Assert.Equal(code is "urls", answer.Body.Contains("\"limit\":3", StringComparison.Ordinal));
        Assert.Equal(code is "urls", answer.Body.Contains("\"limit\":", StringComparison.Ordinal));
        Assert.Empty(page.Site.Requests.All);
    }

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync();
        page.Site.On("/a", Answers.Json("1")).On("/b", Answers.Json("1"));
        return page;
    }
}
