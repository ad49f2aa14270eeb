using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>The limit of URLs on a WebSocket: one too many is refused by itself, also where the messages come all at once.</summary>
public sealed class SocketLimitTests
{
    private const string Stream = "/_comet/stream";
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.150" }, "Linger": "00:00:00" }""";

    [Fact]
    public async Task OneTooMany_IsRefused_AndTheOthersGoOn()
    {
        await using var page = await StartAsync(3);
        await using var client = await page.ConnectAsync(Stream);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($$"""{"subscribe":"/{{i}}"}""");
            await StateAsync(client, $"/{i}");
        }

        await client.SendAsync("""{"subscribe":"/3"}""");
        await RefusedAsync(client, "/3");
        await client.SendAsync("""{"unsubscribe":"/0"}""");
        await client.SendAsync("""{"subscribe":"/4"}""");
        await StateAsync(client, "/4");

        page.Site.On("/1", Answers.Json("2"));
        await client.WaitForAsync(line => line.Url is "/1" && line.Data is "2", "the change");
        Assert.Equal(0, page.Site.Requests.Count("/3"));
    }

    [Fact]
    public async Task PairsInOneWrite_LeaveNothingOpen()
    {
        await using var page = await StartAsync(100);
        await using var socket = await RawSocket.OpenAsync(page);

        await socket.SendAsync(Enumerable.Range(0, 20).SelectMany(i => (string[])[$$"""{"subscribe":"/{{i}}"}""", $$"""{"unsubscribe":"/{{i}}"}"""]));
        await socket.SendAsync(["""{"subscribe":"/last"}"""]);

        await Eventually.IsTrueAsync(() => page.Resources is [{ Path: "/last", Subscribers: 1 }], "the last one alone is open");
    }

    [Fact]
    public async Task TwiceTheLimitInOneWrite_OpensTheLimit_AndRefusesTheRest()
    {
        await using var page = await StartAsync(5);
        await using var socket = await RawSocket.OpenAsync(page);

        await socket.SendAsync(Enumerable.Range(0, 10).Select(i => $$"""{"subscribe":"/{{i}}"}"""));
        var refused = new List<ReceivedLine>();
        var states = new List<string>();
        while (refused.Count < 5 || states.Count < 5)
        {
            var line = await socket.ReceiveAsync();
            if (line.Event is "error") refused.Add(line);
            if (line.Event is "message") states.Add(line.Url!);
        }

        Assert.All(refused, line => Assert.Equal(("429", "urls", "10"), (line.Of("status"), line.Of("code"), line.Of("retryAfter"))));
        Assert.Equal(["/5", "/6", "/7", "/8", "/9"], refused.Select(line => line.Url));
        Assert.Equal(["/0", "/1", "/2", "/3", "/4"], states.Order(StringComparer.Ordinal));
        Assert.Equal(5, page.Resources.Count);
        Assert.Equal(5, page.Site.Requests.All.Select(request => request.Path).Distinct(StringComparer.Ordinal).Count());
    }

    private static Task<ReceivedLine> StateAsync(SocketClient client, string url) =>
        client.WaitForAsync(line => line.Url == url && line.Event is "message", $"{url}'s state");

    private static async Task RefusedAsync(SocketClient client, string url)
    {
        var line = await client.WaitForAsync(line => line.Url == url && line.Event is "error", $"{url}'s refusal");
        Assert.Equal(("429", "urls"), (line.Of("status"), line.Of("code")));
    }

    private static async Task<WatchedSite> StartAsync(int limit)
    {
        var page = await WatchedSite.StartAsync(Policy, $$""" "Limits": { "UrlsPerConnection": {{limit}} }, """);
        page.Site.Otherwise(Answers.Json("1"));
        return page;
    }
}
