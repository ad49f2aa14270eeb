using System.Text.Json;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Writes;

/// <summary>POST /_comet/refresh, for a back end that can call.</summary>
public sealed class RefreshTests
{
    private const string Key = "0123456789abcdef-key";
    private const string On = $"\"RefreshKey\": \"{Key}\",";

    [Fact]
    public async Task Refresh_WithoutAKeyConfigured_Is404()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);

        var answer = await page.SendAsync("POST", "/_comet/refresh?path=/page", ("Authorization", "Bearer " + Key));

        Assert.Equal((404, "refresh_off"), (answer.Status, CodeOf(answer)));
        Assert.Contains("Comet:RefreshKey", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer 0123456789abcdef-ke")]
    [InlineData("Basic 0123456789abcdef-key")]
    public async Task Refresh_WithoutTheKey_Is401(string? authorization)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow, On);

        var answer = await page.SendAsync("POST", "/_comet/refresh?path=/page", authorization is null ? [] : [("Authorization", authorization)]);

        Assert.Equal((401, "refresh_key"), (answer.Status, CodeOf(answer)));
        Assert.Equal(("Bearer", "application/problem+json"), (answer["WWW-Authenticate"], answer["Content-Type"]));
        Assert.DoesNotContain(Key, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?path=")]
    [InlineData("?path=page")]
    [InlineData("?path=/page&path=http://x/page")]
    public async Task Refresh_OfNoPath_Is400(string query)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow, On);

        var answer = await page.SendAsync("POST", "/_comet/refresh" + query, ("Authorization", "Bearer " + Key));

        Assert.Equal((400, "refresh_path"), (answer.Status, CodeOf(answer)));
    }

    [Fact]
    public async Task Refresh_OfWatchedPaths_PollsThemAtOnce()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow, On);
        page.Site.On("/a", Answers.Text("text/plain", "a1")).On("/b", Answers.Text("text/plain", "b1"));
        await using var a = page.Open("/a");
        await using var b = page.Open("/b?x=1");
        await a.BodyAsync("a1");
        await b.BodyAsync("b1");
        page.Site.On("/a", Answers.Text("text/plain", "a2")).On("/b", Answers.Text("text/plain", "b2"));

        var answer = await page.SendAsync("POST", "/_comet/refresh?path=/a&path=/b&path=/nobody", ("Authorization", "Bearer " + Key));

        Assert.Equal((202, """{"resources":2}"""), (answer.Status, answer.Body));
        await a.BodyAsync("a2", TimeSpan.FromSeconds(10));
        await b.BodyAsync("b2", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Refresh_ByGet_IsNoRefresh()
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow, On);

        var answer = await page.GetAsync("/_comet/refresh?path=/page", ("Authorization", "Bearer " + Key));

        // The site's own page of that name, if it has one.
        Assert.Equal(404, answer.Status);
        Assert.Equal(["/_comet/refresh"], page.Site.Requests.All.Select(request => request.Path));
    }

    private static string? CodeOf(PlainAnswer answer)
    {
        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.GetProperty("code").GetString();
    }
}
