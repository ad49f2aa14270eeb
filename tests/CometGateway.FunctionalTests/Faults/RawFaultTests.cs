using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Faults;

/// <summary>Messages that no decent server sends, byte by byte.</summary>
public sealed class RawFaultTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100", "MaxInterval": "00:00:00.400" } }""";
    private const string Good = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n";

    [Theory]
    [InlineData("Content-Length too small", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"n\":2}", "JSON")]
    [InlineData("Content-Length too large", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 70\r\n\r\n{\"n\":2}", "connection")]
    [InlineData("Content-Length of letters", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: many\r\n\r\n{\"n\":", "JSON")]
    [InlineData("garbage", "\u0001\u0002\u0003 no protocol at all \u00ff\u00fe\r\n\r\n", "connection")]
    [InlineData("broken chunk", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{\"n\":2}\r\n0\r\n\r\n", "connection")]
    [InlineData("chunks without an end", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"n\":2}\r\n", "connection")]
    [InlineData("half a head", "HTTP/1.1 200 OK\r\nContent-Ty", "connection")]
    public async Task Poll_MalformedMessage_IsNoState(string name, string bytes, string reason)
    {
        var says = Good + """{"n":1}""";
        await using var site = RawSite.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Volatile.Read(ref says));
        });
        await using var gateway = await GatewayApp.StartAsync(GatewayJson.Of(site.Address, Policy));
        await using var client = SseClient.Open(new(gateway.Address, "/page"));
        await client.BodyAsync("""{"n":1}""");

        Volatile.Write(ref says, bytes);
        Assert.True((await client.StatesAsync("live", "stale"))!.Contains(reason, StringComparison.Ordinal), $"{name}: {client.Dump()}");

        Volatile.Write(ref says, Good + """{"n":3}""");
        await client.BodyAsync("""{"n":3}""");
        await client.StatesAsync("live", "stale", "live");
        Assert.Equal(["""{"n":1}""", """{"n":3}"""], client.Bodies());
    }

    [Fact]
    public async Task PlainGet_HeadersThatNoServerSends_AreSentWithoutTheirWorstCharacters()
    {
        await using var site = RawSite.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"; x=\"\u007f\"\r\nX-Name: caf\u00e9\r\nETag: \"\u00e9\"\r\nContent-Length: 2\r\n\r\nhi");
        });
        await using var gateway = await GatewayApp.StartAsync(GatewayJson.Of(site.Address, Policy));
        using var http = TestClient.Create(gateway.Address);

        using var answer = await http.GetAsync(new Uri("/page", UriKind.Relative));

        Assert.Equal((200, "hi"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["caf?"], answer.Headers.GetValues("X-Name"));
        Assert.DoesNotContain("\u00e9", answer.Headers.ETag?.ToString() ?? "", StringComparison.Ordinal);
    }
}
