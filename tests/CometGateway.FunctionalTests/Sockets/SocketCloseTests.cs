using System.Net;
using System.Net.WebSockets;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>Why a WebSocket is not opened, or is closed.</summary>
public sealed class SocketCloseTests
{
    private const string Stream = "/_comet/stream";

    [Theory]
    [InlineData("hello", false, 1008)]
    [InlineData("""{"subscribe":"/a","unsubscribe":"/a"}""", false, 1008)]
    [InlineData("""{"subscribe":"/a","events":"nothing"}""", true, 1008)]
    [InlineData("""{"unsubscribe":"//x"}""", false, 1008)]
    [InlineData("", true, 1008)]
    public async Task ABadMessage_ClosesWithTheReason(string message, bool isHttp2, int status)
    {
        await using var page = await StartAsync(isHttp2: isHttp2);
        // Several, as the end of the reader and of the session come at about the same time.
        for (var i = 0; i < 5; i++)
        {
            await using var client = await page.ConnectAsync(ManyClient.PathOf("/a"), new() { IsHttp2 = isHttp2 });
            await client.WaitForAsync(line => line.Event is "message", "the state");

            await client.SendAsync(message);

            Assert.Equal(status, await client.ClosedAsync());
            Assert.NotEqual("", client.CloseReason);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABinaryMessage_ClosesWith1003_AndATooLargeOneWith1009(bool isHttp2)
    {
        await using var page = await StartAsync(isHttp2: isHttp2);
        await using var binary = await page.ConnectAsync(Stream, new() { IsHttp2 = isHttp2 });
        await using var large = await page.ConnectAsync(Stream, new() { IsHttp2 = isHttp2 });
        await using var fits = await page.ConnectAsync(Stream, new() { IsHttp2 = isHttp2 });

        await binary.SendAsync("{}", WebSocketMessageType.Binary);
        await large.SendAsync($$"""{"subscribe":"/a","since":"{{new string('x', 40_000)}}"}""");
        await fits.SendAsync($$"""{"subscribe":"/a","since":"{{new string('x', 30_000)}}"}""");

        Assert.Equal((1003, 1009), (await binary.ClosedAsync(), await large.ClosedAsync()));
        await fits.WaitForAsync(line => line.Event is "message", "the state");
    }

    [Fact]
    public async Task EmptyFramesWithoutEnd_CloseWith1008_AndAFewAreNothing()
    {
        const byte Begin = 0x01;
        const byte Continuation = 0x00;
        await using var page = await StartAsync();
        await using var endless = await RawSocket.OpenAsync(page);
        await using var few = await RawSocket.OpenAsync(page);

        await endless.SendEmptyAsync(Begin);
        await endless.SendEmptyAsync(Continuation, 1_000);
        await few.SendEmptyAsync(Begin);
        await few.SendEmptyAsync(Continuation, 10);
        await few.SendEndAsync("""{"subscribe":"/a"}""");

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await endless.CloseAsync());
        while ((await few.ReceiveAsync()).Event is not "message")
        {
            // What comes before the state.
        }
    }

    [Theory]
    [InlineData("http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("{own}", null, HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://friend.example", "https://friend.example", HttpStatusCode.SwitchingProtocols)]
    public async Task AnOrigin_ThatIsNeitherItsOwnNorAllowed_IsForbidden(string origin, string? allowed, HttpStatusCode status)
    {
        await using var page = await StartAsync($$""" "AllowedOrigins": [ {{(allowed is null ? "" : $"\"{allowed}\"")}} ], """);
        origin = origin.Replace("{own}", page.Gateway.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        foreach (var path in (string[])["/a", Stream])
        {
            await using var client = await page.ConnectAsync(path, new() { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Origin"] = origin } });

            Assert.Equal(status, client.HandshakeStatus);
        }

        if (status == HttpStatusCode.Forbidden) Assert.Empty(page.Site.Requests.All);
    }

    [Theory]
    [InlineData("12", "MDEyMzQ1Njc4OWFiY2RlZg==")]
    [InlineData("13", "short")]
    public async Task AHandshakeThatBreaksTheRfc_IsAProblem(string version, string key)
    {
        await using var page = await StartAsync();
        foreach (var path in (string[])["/a", Stream])
        {
            var answer = await page.GetAsync(
                path, ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Protocol", "comet.v1"), ("Sec-WebSocket-Version", version), ("Sec-WebSocket-Key", key));

            Assert.Equal((400, "application/problem+json"), (answer.Status, answer["Content-Type"]));
            Assert.Contains("\"code\":\"handshake\"", answer.Body, StringComparison.Ordinal);
        }

        Assert.Empty(page.Site.Requests.All);
    }

    [Fact]
    public async Task TooManyUrls_InTheQuery_AreAProblem()
    {
        await using var page = await StartAsync(""" "Limits": { "UrlsPerConnection": 3 }, """);

        await using var client = await page.ConnectAsync(ManyClient.PathOf("/1", "/2", "/3", "/4"));

        Assert.Equal(HttpStatusCode.BadRequest, client.HandshakeStatus);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFullNode_Closes1013(bool isHttp2)
    {
        await using var page = await StartAsync(""" "Limits": { "Sessions": 1 }, """, isHttp2);
        await using var holder = await page.ConnectAsync("/a", new() { IsHttp2 = isHttp2 });
        await holder.WaitForAsync(line => line.Event is "message", "the state");

        await using var client = await page.ConnectAsync("/a", new() { IsHttp2 = isHttp2 });

        Assert.Equal((1013, "Too many streams"), (await client.ClosedAsync(), client.CloseReason));
        await holder.CloseAsync();
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var next = await page.ConnectAsync("/a", new() { IsHttp2 = isHttp2 });
                await next.Messages.UntilAsync(lines => lines.Any(line => line.Event is "message") || next.Messages.EndReason is not null, "an answer");
                return next.Messages.EndReason is null;
            },
            "the place that was given back");
    }

    [Theory]
    [InlineData("/missing", 404, "There is no such page")]
    [InlineData("/login", 401, "The site asks for a login")]
    public async Task APagesOwnSocket_WhosePageIsRefused_SaysWhyAndCloses1008(string path, int status, string reason)
    {
        await using var page = await StartAsync();
        page.Site.On("/missing", Answers.Status(404)).On("/login", Answers.Status(401));

        await using var client = await page.ConnectAsync(path);

        Assert.Equal((1008, reason), (await client.ClosedAsync(), client.CloseReason));
        Assert.Equal(status, int.Parse(client.Messages.Items.Single(line => line.Event is "error").Of("status")!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task APagesOwnSocket_WhosePageGoes_Closes1000()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync("/a");
        await client.WaitForAsync(line => line.Event is "message", "the state");

        page.Site.On("/a", Answers.Status(404));

        Assert.Equal(1000, await client.ClosedAsync());
        Assert.Equal("gone", client.Messages.Items[^1].Of("state"));
    }

    [Fact]
    public async Task APolicyWithoutWebSockets_Closes1008()
    {
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.150" }, "Transports": [ "sse" ] }""");

        await using var client = await page.ConnectAsync("/a");

        Assert.Equal(1008, await client.ClosedAsync());
        Assert.Empty(page.Site.Requests.All);
    }

    private static async Task<WatchedSite> StartAsync(string comet = "", bool isHttp2 = false)
    {
        var page = await WatchedSite.StartAsync(comet: comet, isHttp2: isHttp2);
        page.Site.Otherwise(Answers.Json("1"));
        return page;
    }
}
