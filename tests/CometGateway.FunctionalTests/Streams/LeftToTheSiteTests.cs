using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>What headers alone ask for is the gateway's where it is the first choice and the policy grants it, and else the site's.</summary>
public sealed class LeftToTheSiteTests
{
    private const string SseAlone = """{ "Poll": { "Interval": "00:00:00.150" }, "Transports": [ "sse" ] }""";

    [Theory]
    [InlineData("application/json, application/x-ndjson;q=0.1")]
    [InlineData("application/json, application/x-ndjson;q=0")]
    [InlineData("text/html, application/x-ndjson;q=0.9, */*;q=0.1")]
    public async Task Lines_ThatAreNotTheFirstChoice_AreThePage(string accept)
    {
        await using var page = await StartAsync();

        var answer = await page.GetAsync("/page", ("Accept", accept));

        Assert.Equal((200, "application/json", "1"), (answer.Status, answer["Content-Type"], answer.Body));
    }

    [Theory]
    [InlineData("Accept", "application/x-ndjson")]
    [InlineData("Subscribe", "true")]
    [InlineData("Subscribe", "keep-alive")]
    public async Task Headers_ThatThePolicyDoesNotGrant_GoToTheSite(string name, string value)
    {
        await using var page = await StartAsync(SseAlone);
        page.Site.On("/page", Answers.Text("application/x-ndjson", "{\"own\":1}\n"));

        var answer = await page.GetAsync("/page", (name, value));

        Assert.Equal((200, "application/x-ndjson", "{\"own\":1}\n"), (answer.Status, answer["Content-Type"], answer.Body));
        Assert.Equal(value, Assert.Single(page.Site.Requests.To("/page"))[name]);
    }

    [Theory]
    [InlineData("ndjson", "application/x-ndjson")]
    [InlineData("ndjson", "*/*")]
    [InlineData("iframe", "text/html")]
    public async Task AParameter_ThatThePolicyDoesNotGrant_IsRefused(string transport, string accept)
    {
        await using var page = await StartAsync(SseAlone);

        var answer = await page.GetAsync("/page?comet.transport=" + transport, ("Accept", accept));

        Assert.Equal(406, answer.Status);
        Assert.Contains("\"code\":\"transport_off\"", answer.Body, StringComparison.Ordinal);
        Assert.Empty(page.Site.Requests.All);
    }

    private static async Task<WatchedSite> StartAsync(string policy = GatewayJson.Quick)
    {
        var page = await WatchedSite.StartAsync(policy);
        page.Site.On("/page", Answers.Json("1"));
        return page;
    }
}
