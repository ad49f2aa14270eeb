using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>WebSockets over HTTP/1.1 and HTTP/2: what their client may ask for, and what it is told.</summary>
public sealed class SocketTests
{
    private const string Stream = "/_comet/stream";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_Unsubscribe_AndSubscribeAgainWithSince(bool isHttp2)
    {
        await using var page = await StartAsync(isHttp2);
        await using var client = await page.ConnectAsync(Stream, new() { IsHttp2 = isHttp2 });
        Assert.Equal((isHttp2 ? HttpStatusCode.OK : HttpStatusCode.SwitchingProtocols, "comet.v1"), (client.HandshakeStatus, client.Subprotocol));
        await client.SendAsync("""{"subscribe":"/a"}""");
        await client.SendAsync("""{"subscribe":"/b"}""");
        var first = await StateAsync(client, "/a", 0);
        await StateAsync(client, "/b", 0);

        await client.SendAsync("""{"unsubscribe":"/a"}""");
        // Messages are obeyed in their order, so this one's refusal says that the one before is done.
        await client.SendAsync("""{"subscribe":"//x?comet.since=V&y"}""");
        await client.WaitForAsync(line => line.Event is "error" && line.Url is "//x?y", "the refusal");
        await ChangeAsync(page, client, "/b", 1, alsoTo: "/a", isHttp2);
        Assert.DoesNotContain(client.Messages.Items, line => line.Url is "/a" && line.Data == Counting.Body(1));

        await client.SendAsync($$"""{"subscribe":"/a","since":"{{first.Id}}"}""");
        await StateAsync(client, "/a", 1);
        await client.CloseAsync();
        Assert.Equal(1000, (int)client.CloseStatus!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APagesOwnSocket_CarriesThatPage_AndMayTakeMore(bool isHttp2)
    {
        await using var page = await StartAsync(isHttp2);
        await using var client = await page.ConnectAsync("/a?x=1&comet.events=json-patch", new() { IsHttp2 = isHttp2 });
        Assert.Equal("snapshot", (await client.WaitForAsync(line => line.Url is "/a?x=1" && line.Id is not null, "the state")).Event);

        await client.SendAsync("""{"subscribe":"/b"}""");
        await StateAsync(client, "/b", 0);

        Assert.Equal("retry", client.Messages.Items[0].Event);
        Assert.Equal("?x=1", page.Site.Requests.To("/a")[0].Query);
    }

    [Theory]
    [InlineData("/50%25ab", "/50%ab")]
    [InlineData("/%2541", "/%41")]
    public async Task APagesOwnSocket_OfAPathThatHoldsWhatLooksLikeAnEscape_CarriesThatPage(string url, string path)
    {
        await using var page = await StartAsync();
        page.Site.SetBody(path, "application/json", "\"that page\"");
        await using var client = await page.ConnectAsync(url);

        Assert.Equal(url, (await client.WaitForAsync(line => line.Id is not null, "the state")).Url);
        Assert.Equal(path, page.Site.Requests.All[0].Path);
    }

    [Fact]
    public async Task Subscribe_WithAForm_IsToldInIt_AndOneInTheQueryToo()
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/a", "application/json", Prices.Page(1)).SetBody("/b", "application/json", Prices.Page(1));
        await using var client = await page.ConnectAsync(ManyClient.PathOf("/b?comet.events=json-patch"));
        await client.SendAsync("""{"subscribe":"/a","events":"text-delta"}""");
        await client.WaitForAsync(line => line.Url is "/a" && line.Event is "snapshot", "one state");
        await client.WaitForAsync(line => line.Url is "/b" && line.Event is "snapshot", "the other");

        page.Site.SetBody("/a", "application/json", Prices.Page(2)).SetBody("/b", "application/json", Prices.Page(2));
        await client.WaitForAsync(line => line.Url is "/a" && line.Event is "delta", "one change");
        await client.WaitForAsync(line => line.Url is "/b" && line.Event is "patch", "the other");

        Assert.Equal(Prices.Page(2), new LineState("text-delta").With(client.Messages.Items.Where(line => line.Url is "/a")).Text);
        Assert.True(new LineState("json-patch").With(client.Messages.Items.Where(line => line.Url is "/b")).Is(Prices.Page(2)));
    }

    [Fact]
    public async Task Subscribe_OnASocketThatNamesAForm_HasThatForm()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync(Stream + "?comet.events=text-delta&url=/a");
        await client.SendAsync("""{"subscribe":"/b"}""");

        foreach (var url in (string[])["/a", "/b"])
            await client.WaitForAsync(line => line.Url == url && line.Event is "snapshot", $"the first state of {url} in the socket's form");
    }

    [Fact]
    public async Task Unsubscribe_RightBehindItsSubscribe_IsTheLastWord()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync(Stream);
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync("""{"subscribe":"/a"}""");
            await client.SendAsync("""{"unsubscribe":"/a"}""");
        }

        await client.SendAsync("""{"subscribe":"/b"}""");
        await StateAsync(client, "/b", 0);
        await Eventually.IsTrueAsync(
            () => page.Resources.All(one => one.Path is not "/a" || one.Subscribers == 0), "nobody has /a");
        await ChangeAsync(page, client, "/b", 1, alsoTo: "/a");

        Assert.DoesNotContain(client.Messages.Items, line => line.Event is "error" || (line.Url is "/a" && line.Data == Counting.Body(1)));
    }

    [Fact]
    public async Task Subscribe_AgainRightBehindAnUnsubscribe_IsOpen()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync(Stream);
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync("""{"subscribe":"/a"}""");
            await client.SendAsync("""{"unsubscribe":"/a"}""");
        }

        await client.SendAsync("""{"subscribe":"/a"}""");
        await StateAsync(client, "/a", 0);
        page.Site.SetBody("/a", "application/json", Counting.Body(1));
        await StateAsync(client, "/a", 1);

        Assert.DoesNotContain(client.Messages.Items, line => line.Event is "error");
    }

    [Fact]
    public async Task AResourceThatIsOver_MayBeSubscribedAgain()
    {
        await using var page = await StartAsync();
        await using var client = await page.ConnectAsync(Stream);
        await client.SendAsync("""{"subscribe":"/a"}""");
        await StateAsync(client, "/a", 0);
        page.Site.On("/a", Answers.Status(404));
        await client.WaitForAsync(line => line.Event is "status" && line.Of("state") is "gone", "its end");

        page.Site.SetBody("/a", "application/json", Counting.Body(7));
        await Eventually.IsTrueAsync(
            async () =>
            {
                // The end of a resource is remembered for a while, and told of as a refusal.
                var before = client.Messages.Count;
                await client.SendAsync("""{"subscribe":"/a"}""");
                var answers = await client.Messages.UntilAsync(lines => lines.Skip(before).Any(line => line.Event is "error" or "message"), "an answer");
                Assert.DoesNotContain(answers, line => line.Event is "error" && line.Of("code") is "twice");
                return answers.Skip(before).Any(line => line.Event is "message");
            },
            "the new state");
    }

    [Fact]
    public async Task ASocketWithoutTheSubprotocol_GoesOnToTheSite()
    {
        await using var page = await StartAsync();
        page.Site.On("/echo", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("site.v1");
            var buffer = new byte[100];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });

        await using var client = await page.ConnectAsync("/echo", new() { Subprotocol = "site.v1" });
        await client.SendAsync("""{"event":"echo"}""");

        await client.WaitForAsync(line => line.Event is "echo", "the echo");
        Assert.Equal((1000, "bye", "site.v1"), (await client.ClosedAsync(), client.CloseReason, client.Subprotocol));
    }

    private static Task<ReceivedLine> StateAsync(SocketClient client, string url, int n) =>
        client.WaitForAsync(line => line.Url == url && line.Event is "message" && line.Data == Counting.Body(n), $"{url} with {n}");

    /// <summary>Changes both pages, and waits until the client knows of one, and the gateway of both.</summary>
    private static async Task ChangeAsync(WatchedSite page, SocketClient client, string url, int n, string alsoTo, bool isHttp2 = false)
    {
        page.Site.SetBody(alsoTo, "application/json", Counting.Body(n));
        await using var witness = await page.ConnectAsync(alsoTo, new() { IsHttp2 = isHttp2 });
        await StateAsync(witness, alsoTo, n);
        page.Site.SetBody(url, "application/json", Counting.Body(n));
        await StateAsync(client, url, n);
    }

    private static async Task<WatchedSite> StartAsync(bool isHttp2 = false)
    {
        var page = await WatchedSite.StartAsync(isHttp2: isHttp2);
        page.Site.SetBody("/a", "application/json", Counting.Body(0)).SetBody("/b", "application/json", Counting.Body(0));
        return page;
    }
}
