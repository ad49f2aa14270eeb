using System.Net;
using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>Each limit refuses the one too many, says which key to change, and gives its places back.</summary>
public class LimitTests : IAsyncLifetime
{
    private const int Allowed = 2;

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).Otherwise(Answers.Json(Counting.Body(1)));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("Sessions", 503, "sessions_full", true)]
    [InlineData("Sessions", 503, "sessions_full", false)]
    [InlineData("SessionsPerAddress", 429, "address_sessions_full", false)]
    [InlineData("SessionsPerResource", 503, "resource_sessions_full", true)]
    [InlineData("Resources", 503, "resources_full", false)]
    [InlineData("ResourcesPerAddress", 429, "address_resources_full", false)]
    public async Task Limit_OneTooMany_IsRefusedUntilAPlaceIsGivenBack(string key, int status, string code, bool samePage)
    {
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, $$"""{ "Limits": { "{{key}}": {{Allowed}} } }"""));
        await using var second = await OpenAsync(gateway, samePage ? "/watched/1" : "/watched/2");
        var third = new Uri(gateway.Address, samePage ? "/watched/1" : "/watched/3");
        await using (await OpenAsync(gateway, "/watched/1"))
        await using (var refused = SseClient.Open(third, new() { Reconnect = true }))
        {
            Assert.Equal((HttpStatusCode)status, await refused.AnswerAsync());
            Assert.Equal("application/problem+json", refused.ResponseHeaders!["Content-Type"]);
            Assert.True(int.Parse(refused.ResponseHeaders["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0);
            using var problem = JsonDocument.Parse(refused.RefusalBody!);
            Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
            Assert.Contains($"Comet:Limits:{key})", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Contains($" {Allowed} ", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        await Eventually.IsTrueAsync(async () => await IsOpenedAsync(third), "the place of the stream that ended");
        Assert.Null(second.EndReason);
    }

    [Fact]
    public async Task SessionsPerAddress_OfOneAddress_LeavesTheOthersAlone()
    {
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, """{ "Limits": { "SessionsPerAddress": 1 } }"""));
        await using var mine = await OpenAsync(gateway, "/watched/1");
        using var neighbour = new HttpMessageInvoker(From(IPAddress.Parse("127.0.0.2")));

        Assert.False(await IsOpenedAsync(new(gateway.Address, "/watched/1")));
        await using var theirs = SseClient.Open(new(gateway.Address, "/watched/1"), new() { Http = neighbour });

        Assert.Equal(HttpStatusCode.OK, await theirs.AnswerAsync());
    }

    [Fact]
    public async Task Resources_WhenFull_PlainGetsStillReachTheSite()
    {
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, """{ "Limits": { "Resources": 1 } }"""));
        await using var stream = await OpenAsync(gateway, "/watched/1");
        using var http = TestClient.Create(gateway.Address);

        Assert.Equal(Counting.Body(1), await http.GetStringAsync(new Uri("/watched/2", UriKind.Relative)));
        Assert.Single(gateway.Services.GetRequiredService<ICometResources>().List());
    }

    private static async Task<RawSseReader> OpenAsync(GatewayApp gateway, string page)
    {
        var reader = await RawSseReader.OpenAsync(new(gateway.Address, page));
        Assert.Equal(HttpStatusCode.OK, reader.Response.StatusCode);
        await reader.WaitForAsync(line => line.StartsWith("data: {\"n\"", StringComparison.Ordinal), "the first state");
        return reader;
    }

    private static async Task<bool> IsOpenedAsync(Uri url)
    {
        await using var client = SseClient.Open(url);
        return await client.AnswerAsync() == HttpStatusCode.OK;
    }

    private static SocketsHttpHandler From(IPAddress own)
    {
        var handler = TestClient.CreateHandler();
        handler.ConnectCallback = async (context, cancellation) =>
        {
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(own.MapToIPv6(), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        return handler;
    }
}
