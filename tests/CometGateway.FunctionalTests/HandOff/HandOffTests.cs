using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CometGateway.HandOff;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.HandOff;

/// <summary>Streams whose connection has left the server's hands.</summary>
public sealed partial class HandOffTests : IAsyncLifetime
{
    private const string Page = "/watched/page";
    private const string EventStream = "text/event-stream";
    private const string On = """{ "HandOff": true, "Limits": { "SessionsPerAddress": 1000 } }""";

    private readonly InFlight _requests = new();
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task AStream_GoesOn_WhileItsRequestIsOver()
    {
        await using var gateway = await StartAsync(On);
        using var client = await OpenAsync(gateway);

        await Eventually.IsTrueAsync(() => _requests.Count == 0, "the request is over");
        _site.SetBody(Page, "text/plain", "two");
        await client.ReadUntilAsync(text => text.Contains("data: two", StringComparison.Ordinal));

        Assert.Equal(1, Sessions(gateway));
    }

    [Fact]
    public async Task WithoutTheKey_TheRequestLastsAsLongAsItsStream()
    {
        await using var gateway = await StartAsync("{}");
        using var client = await OpenAsync(gateway);

        Assert.Equal(1, _requests.Count);
    }

    [Fact]
    public async Task AnEndPoint_WhoseStreamsStay_IsNamed()
    {
        await using var gateway = await StartAsync(On);

        Assert.False(gateway.Services.GetServices<IConnectionListenerFactory>().OfType<HandOffTransport>().Single().CanBind(new UnixDomainSocketEndPoint("/run/gateway")));

        var line = await gateway.Log.Lines.FirstAsync(line => line.Event.Id == 902, "the warning");
        Assert.Contains("/run/gateway", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EventStream, "")]
    [InlineData(EventStream, "?comet.events=text-delta&comet.keepalive=event")]
    [InlineData("application/x-ndjson", "")]
    [InlineData("text/html", "?comet.transport=iframe")]
    public async Task EveryByte_IsThatOfTheOrdinaryWay(string accept, string query)
    {
        var ordinary = await BytesAsync("false", accept, query);
        var handedOff = await BytesAsync("true", accept, query);

        Assert.EndsWith("\r\n0\r\n\r\n", handedOff, StringComparison.Ordinal);
        Assert.Equal(ordinary, handedOff);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AClientThatLeaves_IsLetGo_AndItsPageIsPolledNoMore(bool withReset)
    {
        await using var gateway = await StartAsync(On);
        using (var client = await OpenAsync(gateway))
        {
            if (withReset) client.Reset();
        }

        await Eventually.IsTrueAsync(() => Sessions(gateway) == 0, "its place is free");
        await Eventually.IsTrueAsync(() => gateway.Services.GetRequiredService<ICometResources>().List().Count == 0, "its page is not watched any more");
    }

    [Fact]
    public async Task AClientThatClosesItsHalf_IsLetGo()
    {
        await using var gateway = await StartAsync(On);
        using var client = await OpenAsync(gateway);

        client.CloseSending();

        while (await client.ReadAsync() > 0)
        {
        }

        await Eventually.IsTrueAsync(() => Sessions(gateway) == 0, "its place is free");
    }

    [Fact]
    public async Task ARequestSentBehindTheStream_IsAnsweredWhenTheStreamHasEnded()
    {
        await using var gateway = await StartAsync("""{ "HandOff": true, "ConnectionBytes": 10 }""");
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync($"GET {Page} HTTP/1.1\r\nHost: a\r\nAccept: {EventStream}\r\n\r\nGET {Page} HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n");

        await client.ReadUntilAsync(text => text.EndsWith("\r\n\r\none", StringComparison.Ordinal));
        Assert.Equal(2, HttpStatus().Count(client.Text));
    }

    [Fact]
    public async Task ARequestThatComesDuringTheStream_IsAnsweredWhenTheStreamHasEnded()
    {
        await using var gateway = await StartAsync("""{ "HandOff": true, "ConnectionBytes": 200 }""");
        using var client = await OpenAsync(gateway);
        await Eventually.IsTrueAsync(() => _requests.Count == 0, "the request is over");

        await client.GetAsync(Page, "text/plain");
        _site.SetBody(Page, "text/plain", new string('2', 300));

        await client.ReadUntilAsync(text => text.EndsWith("\r\n\r\n" + new string('2', 300), StringComparison.Ordinal));
        Assert.Equal(2, HttpStatus().Count(client.Text));
    }

    [Fact]
    public async Task ConnectionClose_IsKeptAtTheEndOfTheStream()
    {
        await using var gateway = await StartAsync("""{ "HandOff": true, "ConnectionBytes": 10 }""");
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.GetAsync(Page, EventStream, "Connection: close\r\n");

        while (await client.ReadAsync() > 0)
        {
        }

        Assert.EndsWith("0\r\n\r\n", client.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatReadsNothing_IsCutAfterSendTimeout_AndTheOthersGoOn()
    {
        await using var gateway = await StartAsync("""{ "HandOff": true, "SendTimeout": "00:00:01" }""");
        using var stuck = await OpenAsync(gateway, receiveBuffer: 4096);
        using var other = await OpenAsync(gateway);

        var number = 0;
        var deadline = new Deadline("the end of the stream that is not read", () => $"{number} states");
        while (Sessions(gateway) == 2)
        {
            deadline.Check();
            var mark = (++number).ToString("d6", CultureInfo.InvariantCulture);
            _site.SetBody(Page, "text/plain", mark + new string('x', 500_000));
            await other.ReadUntilAsync(text => text.Contains($"data: {mark}", StringComparison.Ordinal));
        }

        _site.SetBody(Page, "text/plain", "the end");
        await other.ReadUntilAsync(text => text.Contains("data: the end", StringComparison.Ordinal));
        Assert.Equal(1, Sessions(gateway));
    }

    [Fact]
    public async Task AStateOfAMegabyte_IsWhole_ForAClientThatReadsInDrops()
    {
        var body = string.Concat(Enumerable.Range(0, 125_000).Select(i => i.ToString("x8", CultureInfo.InvariantCulture)));
        _site.SetBody(Page, "text/plain", body);
        await using var gateway = await StartAsync(On);
        using var client = await RawClient.ConnectAsync(gateway.Address, receiveBuffer: 4096);

        await client.GetAsync(Page, EventStream);

        await client.ReadUntilAsync(text => text.EndsWith("\n\n\r\n", StringComparison.Ordinal) && text.Length > body.Length);
        Assert.Contains($"data: {body}\n", Unchunked(client.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task MaxConcurrentConnections_DoesNotCountAHandedOffStream(string handOff, bool isThereRoom)
    {
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, $$"""{ "HandOff": {{handOff}} }"""),
            configure: builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentConnections = 1);
                builder.Services.AddSingleton<IStartupFilter>(_requests);
            });
        using var first = await OpenAsync(gateway);
        if (isThereRoom) await Eventually.IsTrueAsync(() => _requests.Count == 0, "the request is over");

        // A connection over the limit is closed without an answer.
        var second = OpenAsync(gateway);
        if (isThereRoom) (await second).Dispose();
        else await Assert.ThrowsAnyAsync<Exception>(() => second);

        _site.SetBody(Page, "text/plain", "two");
        await first.ReadUntilAsync(text => text.Contains("data: two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APortThatIsTaken_IsSaidSo()
    {
        await using var first = await StartAsync(On);

        var refused = await Assert.ThrowsAsync<IOException>(() => GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, On), port: first.Address.Port));

        Assert.Contains("address already in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUploadOfManyReads_PassesThrough_WhileAStreamGoesOn()
    {
        _site.Otherwise(async context =>
            await context.Response.WriteAsync(Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(context.Request.Body))));
        await using var gateway = await StartAsync(On);
        using var client = await OpenAsync(gateway);
        using var http = TestClient.Create();
        var bytes = new byte[8 << 20];
        new Random(1).NextBytes(bytes);
        using var upload = new ByteArrayContent(bytes);

        using var answer = await http.PostAsync(new Uri(gateway.Address, "/upload"), upload);
        _site.SetBody(Page, "text/plain", "two");

        await client.ReadUntilAsync(text => text.Contains("data: two", StringComparison.Ordinal));
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)), await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A client that has its first state.</summary>
    private static async Task<RawClient> OpenAsync(GatewayApp gateway, int? receiveBuffer = null)
    {
        var client = await RawClient.ConnectAsync(gateway.Address, receiveBuffer);
        await client.GetAsync(Page, EventStream);
        await client.ReadUntilAsync(text => text.Contains("data: one", StringComparison.Ordinal));
        return client;
    }

    private static int Sessions(GatewayApp gateway) => gateway.Services.GetRequiredService<SessionLimits>().Count;

    /// <summary>The body of an answer in chunks (RFC 9112 §7.1), as far as it is there.</summary>
    private static string Unchunked(string answer)
    {
        var body = new System.Text.StringBuilder();
        var at = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        while (answer.IndexOf("\r\n", at, StringComparison.Ordinal) is var end and > 0)
        {
            var size = int.Parse(answer.AsSpan(at, end - at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            body.Append(answer, end + 2, size);
            at = end + 2 + size + 2;
            if (at >= answer.Length) break;
        }

        return body.ToString();
    }

    /// <summary>A whole life of a stream: a state, a change, one of many slices, the end by bytes, and one more request on the same connection.</summary>
    private async Task<string> BytesAsync(string handOff, string accept, string query)
    {
        _site.SetBody(Page, "text/plain", "one");
        await using var gateway = await StartAsync($$"""{ "HandOff": {{handOff}}, "ConnectionBytes": 90000 }""");
        using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.GetAsync(Page + query, accept);
        await client.ReadUntilAsync(text => text.Contains("one", StringComparison.Ordinal));
        _site.SetBody(Page, "text/plain", "two");
        await client.ReadUntilAsync(text => text.Contains("two", StringComparison.Ordinal));
        _site.SetBody(Page, "text/plain", new string('3', 100_000));
        await client.ReadUntilAsync(text => text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
        var stream = client.Text;
        await client.GetAsync(Page, "text/plain");
        await client.ReadUntilAsync(text => text.EndsWith("\r\n\r\n" + new string('3', 100_000), StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200 OK", client.Text[stream.Length..], StringComparison.Ordinal);
        return Drawn().Replace(stream, "_");
    }

    private Task<GatewayApp> StartAsync(string comet) => GatewayApp.StartAsync(
        WatchedConfiguration.For(_site.Address, comet, """{ "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Linger": "00:00:00", "Transports": [ "sse", "ndjson", "iframe" ] }"""),
        configure: builder => builder.Services.AddSingleton<IStartupFilter>(_requests));

    [GeneratedRegex(@"^HTTP/1\.1 200 OK", RegexOptions.Multiline)]
    private static partial Regex HttpStatus();

    // What differs from one stream to the next: the date, and what is drawn for retry.
    [GeneratedRegex(@"(?<=Date: )[^\r]+|(?<=retry\W+(data\W+)?)\d+")]
    private static partial Regex Drawn();
}
