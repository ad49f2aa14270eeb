using System.Net;
using System.Net.WebSockets;
using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CometGateway.FunctionalTests.PassThrough;

/// <summary>What is neither a stream nor a plain GET is plain YARP's: the same on a watched route as on another.</summary>
public sealed class PassThroughTests
{
    private const string Watched = "/page";
    private const string Plain = "/plain/page";

    [Theory]
    [InlineData(Watched, "POST")]
    [InlineData(Plain, "POST")]
    [InlineData(Watched, "PUT")]
    [InlineData(Watched, "GET")]
    [InlineData(Plain, "GET")]
    public async Task Request_WithABody_ArrivesWholeWithItsMethodAndHeaders(string path, string method)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On(path, async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var (request, body) = (context.Request, await reader.ReadToEndAsync());
            context.Response.StatusCode = 207;
            context.Response.Headers["X-Answer"] = "yes";
            await context.Response.WriteAsync($"{request.Method} {request.QueryString} {request.Headers["X-Asked"]} {request.Headers.Cookie} {request.ContentType} {body}");
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), path + "?a=1&a=%20")
        {
            Content = new StringContent("the body", Encoding.UTF8, "text/x-mine"),
        };
        request.Headers.TryAddWithoutValidation("X-Asked", "something");
        request.Headers.TryAddWithoutValidation("Cookie", "user=anna");

        using var answer = await page.Http.SendAsync(request);

        Assert.Equal(207, (int)answer.StatusCode);
        Assert.Equal(["yes"], answer.Headers.GetValues("X-Answer"));
        Assert.Equal($"{method} ?a=1&a=%20 something user=anna text/x-mine; charset=utf-8 the body", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Watched, true)]
    [InlineData(Watched, false)]
    [InlineData(Plain, true)]
    [InlineData(Plain, false)]
    public async Task Upload_OfManyMegabytes_ArrivesByteForByte(string path, bool chunked)
    {
        const int Size = 20 << 20;
        var bytes = new byte[Size];
        new Random(7).NextBytes(bytes);
        var wanted = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On(path, async context =>
        {
            var hash = Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(context.Request.Body));
            await context.Response.WriteAsync($"{context.Request.Headers.TransferEncoding} {context.Request.ContentLength} {hash}");
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await page.Http.SendAsync(request);

        Assert.Equal((chunked ? "chunked  " : $" {Size} ") + wanted, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task Answer_OfAHundredMegabytes_IsStreamedWithoutBeingHeld(string path)
    {
        const int Piece = 1 << 20;
        const int Pieces = 100;
        var hasFirst = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        // The site goes on only when the client has the first of them.
        page.Site.On(path, Answers.Dribble(
            "text/plain", [.. Enumerable.Repeat(new string('x', Piece), Pieces)], (piece, aborted) => piece == 1 ? hasFirst.Task.WaitAsync(aborted) : Task.CompletedTask));
        using var patience = new CancellationTokenSource(Patience.Loop);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-");
        using var answer = await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        var (read, buffer) = (0L, new byte[1 << 16]);
        while (await body.ReadAsync(buffer, patience.Token) is > 0 and var count)
        {
            read += count;
            if (read >= Piece) hasFirst.TrySetResult();
        }

        Assert.Equal((long)Pieces * Piece, read);
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task WebSocket_Echo_WorksBothWays(string path)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On(path, async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } got)
                await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("echo");
        using var patience = new CancellationTokenSource(Patience.Default);
        await client.ConnectAsync(new UriBuilder(page.Gateway.Address) { Scheme = "ws", Path = path }.Uri, patience.Token);

        var buffer = new byte[1024];
        foreach (var text in (string[])["one", "zwei", "três"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
            var got = await client.ReceiveAsync(buffer, patience.Token);
            Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, got.Count));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", patience.Token);
        Assert.Equal(("echo", "bye"), (client.SubProtocol, client.CloseStatusDescription));
    }

    // What really happens: neither HttpClient under YARP nor Kestrel's public surface hands on a 103 (RFC 8297 lets a proxy drop it); the answer itself is whole.
    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task EarlyHints_OfTheSite_AreDroppedAndTheAnswerIsWhole(string path)
    {
        await using var site = RawSite.Answering(
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
        await using var gateway = await GatewayApp.StartAsync(GatewayJson.Of(site.Address, GatewayJson.Slow));
        using var http = TestClient.Create(gateway.Address);

        var answer = await PlainAnswer.OfAsync(http, "GET", path, ("Cookie", "user=anna"));

        Assert.Equal((200, "hello", null), (answer.Status, answer.Body, answer["Link"]));
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task Continue_AskedForByTheClient_LetsTheBodyFollow(string path)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On(path, async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        using var handler = TestClient.CreateHandler();
        // By default the client sends its body after a second in any case.
        handler.Expect100ContinueTimeout = Timeout.InfiniteTimeSpan;
        using var http = new HttpClient(handler) { BaseAddress = page.Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("late body") };
        request.Headers.ExpectContinue = true;

        using var answer = await http.SendAsync(request).WaitAsync(Patience.Default);

        Assert.Equal("late body", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task Trailers_OverHttp2_Arrive(string path)
    {
        await using var site = await ScriptedSite.StartAsync(listen: endpoint => endpoint.Protocols = HttpProtocols.Http2);
        site.On(path, async context =>
        {
            context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync("hello");
            context.Response.AppendTrailer("X-Sum", "42");
        });
        var json = GatewayJson.Of(site.Address, GatewayJson.Slow).Replace(
            "\"Destinations\"", """ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" }, "Destinations" """, StringComparison.Ordinal);
        await using var gateway = await GatewayApp.StartAsync(json, listen: endpoint => endpoint.Protocols = HttpProtocols.Http2);
        using var http = TestClient.Create(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await http.SendAsync(request);

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["42"], answer.TrailingHeaders.GetValues("X-Sum"));
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task Range_OfTheSite_IsTheSitesPart(string path)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.On(path, context => context.Request.Headers.Range == "bytes=2-4"
            ? Answers.Status(206, "cde", ("Content-Range", "bytes 2-4/7"), ("Accept-Ranges", "bytes"))(context)
            : Answers.Text("text/plain", "abcdefg")(context));
        Assert.Equal("abcdefg", (await page.GetAsync(path)).Body);

        var part = await page.GetAsync(path, ("Range", "bytes=2-4"));

        Assert.Equal((206, "cde", "bytes 2-4/7"), (part.Status, part.Body, part["Content-Range"]));
    }

    [Theory]
    [InlineData(Watched)]
    [InlineData(Plain)]
    public async Task Answer_ThatTheSiteStreams_ArrivesPieceByPiece(string path)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        using var gate = new SemaphoreSlim(1);
        page.Site.On(path, Answers.Dribble("text/plain", ["one", "two"], (_, aborted) => gate.WaitAsync(aborted)));

        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        using var answer = await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var begin = new byte[3];
        await body.ReadExactlyAsync(begin);
        gate.Release();
        using var rest = new StreamReader(body);

        Assert.Equal(("one", "two"), (Encoding.ASCII.GetString(begin), await rest.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("/page/with%20space/%C3%BC?q=%2F+%26")]
    [InlineData("/plain/with%20space/%C3%BC?q=%2F+%26")]
    [InlineData("/page/a;b=c/d,e?x")]
    public async Task Target_WithEscapes_ReachesTheSiteAsItWas(string target)
    {
        await using var page = await WatchedSite.StartAsync(GatewayJson.Slow);
        page.Site.Otherwise(context => context.Response.WriteAsync(context.Features.Get<IHttpRequestFeature>()!.RawTarget));

        Assert.Equal(target, (await page.SendAsync("POST", target)).Body);
        Assert.Equal(target, (await page.GetAsync(target)).Body);
        Assert.Equal(target, (await page.GetAsync(target, ("Cookie", "user=anna"))).Body);
        Assert.All(page.Site.Requests.All, request => Assert.Equal(page.Site.Requests.All[0].Path, request.Path));
    }
}
