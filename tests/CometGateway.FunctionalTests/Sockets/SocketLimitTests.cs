using System.Net.WebSockets;
using System.Text.Json;
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

        Assert.All(refused, line => Assert.Equal(("429", "urls", "10", "5"), (line.Of("status"), line.Of("code"), line.Of("retryAfter"), line.Of("limit"))));
        Assert.Equal(["/5", "/6", "/7", "/8", "/9"], refused.Select(line => line.Url));
        Assert.Equal(["/0", "/1", "/2", "/3", "/4"], states.Order(StringComparer.Ordinal));
        Assert.Equal(5, page.Resources.Count);
        Assert.Equal(5, page.Site.Requests.All.Select(request => request.Path).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task OneWhoAsksBeyondTheLimitAndDoesNotRead_IsKeptFewRefusals_AndClosed()
    {
        const int Limit = 3;
        await using var page = await StartAsync(Limit, """ "SendTimeout": "00:10:00", """);
        // More than the buffers on the way hold, so that no refusal gets through before the client reads.
        page.Site.SetBody("/large", "text/plain", new string('x', 4_000_000));
        await using var socket = await RawSocket.OpenAsync(page);
        await socket.SendAsync(Enumerable.Range(0, Limit).Select(i => $$"""{"subscribe":"/large?{{i}}"}"""));
        await Eventually.IsTrueAsync(() => page.Resources.Count == Limit && page.Resources.All(one => one is { Subscribers: 1, Version: not null }), "the states are on their way");

        await socket.SendAsync(Enumerable.Range(0, 1_000).Select(i => $$"""{"subscribe":"/{{i}}"}"""));
        await Eventually.IsTrueAsync(async () => await RefusalsAsync(page) > Limit, "more than the limit are refused");

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await socket.CloseAsync());
        Assert.InRange(await RefusalsAsync(page), Limit + 1, Limit + 2);
    }

    private static async Task<int> RefusalsAsync(WatchedSite page)
    {
        using var status = JsonDocument.Parse(await page.Http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative)));
        return status.RootElement.GetProperty("refusals").GetInt32();
    }

    private static Task<ReceivedLine> StateAsync(SocketClient client, string url) =>
        client.WaitForAsync(line => line.Url == url && line.Event is "message", $"{url}'s state");

    private static async Task RefusedAsync(SocketClient client, string url)
    {
        var line = await client.WaitForAsync(line => line.Url == url && line.Event is "error", $"{url}'s refusal");
        Assert.Equal(("429", "urls"), (line.Of("status"), line.Of("code")));
    }

    private static async Task<WatchedSite> StartAsync(int limit, string comet = "")
    {
        var page = await WatchedSite.StartAsync(Policy, $$""" {{comet}} "Limits": { "UrlsPerConnection": {{limit}} }, """);
        page.Site.Otherwise(Answers.Json("1"));
        return page;
    }
}
