using System.Net;
using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>/_comet/ and /_comet/status: for the person who runs the gateway, and for nobody else unless they say so.</summary>
public sealed class StatusPageTests : IAsyncLifetime
{
    private const string Stranger = "192.0.2.7";

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).Otherwise(Answers.Json(Counting.Body(1)));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("Local", "127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("Local", Stranger, null, HttpStatusCode.NotFound)]
    [InlineData("Local", "127.0.0.1", Stranger, HttpStatusCode.NotFound)]
    [InlineData("On", Stranger, null, HttpStatusCode.OK)]
    [InlineData("On", "127.0.0.1", Stranger, HttpStatusCode.OK)]
    [InlineData("Off", "127.0.0.1", null, HttpStatusCode.NotFound)]
    public async Task StatusPage_ByModeAndCaller_IsShownOrNotThere(string mode, string from, string? forwardedFor, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync($$"""{ "StatusPage": "{{mode}}" }""", from);
        using var http = TestClient.Create(gateway.Address);
        if (forwardedFor is not null) http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);

        foreach (var path in (string[])["/_comet/", "/_comet/status"])
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(expected, answer.StatusCode);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
            if (expected is HttpStatusCode.NotFound) Assert.Equal("", await answer.Content.ReadAsStringAsync());
        }

        Assert.Empty(_site.Requests.All);
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.NotFound)]
    [InlineData("localhost.evil.example", HttpStatusCode.NotFound)]
    public async Task StatusPage_AskedForByANameThatIsNotThisMachines_IsNotThere(string host, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync("{}", "127.0.0.1");
        using var http = TestClient.Create(gateway.Address);
        http.DefaultRequestHeaders.Host = host;

        using var answer = await http.GetAsync(new Uri("/_comet/status", UriKind.Relative));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task StatusPage_ByDefault_IsForThisMachineOnly()
    {
        await using var near = await StartAsync("{}", "127.0.0.1");
        await using var far = await StartAsync("{}", Stranger);
        using var http = TestClient.Create();

        Assert.Contains("<title>CometGateway</title>", await http.GetStringAsync(new Uri(near.Address, "/_comet/")), StringComparison.Ordinal);
        using var refused = await http.GetAsync(new Uri(far.Address, "/_comet/"));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [InlineData("Local", 1)]
    [InlineData("Off", 0)]
    public async Task StatusPage_RefusedToAStranger_IsSaidOnceInTheLog_WithTheKeyThatOpensIt(string mode, int lines)
    {
        await using var gateway = await StartAsync($$"""{ "StatusPage": "{{mode}}" }""", Stranger);
        using var http = TestClient.Create(gateway.Address);

        for (var i = 0; i < 3; i++) using (await http.GetAsync(new Uri("/_comet/", UriKind.Relative))) { }

        var said = gateway.Log.Lines.Items.Where(line => line.Message.Contains("Comet:StatusPage", StringComparison.Ordinal)).ToList();
        Assert.Equal(lines, said.Count);
        Assert.All(said, line => Assert.DoesNotContain(Stranger, line.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_OfALiveStream_CountsItAndTellsNoQuery()
    {
        await using var gateway = await StartAsync("{}", "127.0.0.1");
        await using var client = SseClient.Open(new(gateway.Address, "/watched/page?token=geheim"));
        await client.WaitForAsync(one => one.Type is "message", "the first state");
        using var http = TestClient.Create(gateway.Address);

        var text = await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative));

        using var figures = JsonDocument.Parse(text);
        var root = figures.RootElement;
        Assert.Equal(("ready", 1L, 1), (root.GetProperty("state").GetString(), root.GetProperty("sessions").GetInt64(), root.GetProperty("resources").GetInt32()));
        var resource = Assert.Single(root.GetProperty("list").EnumerateArray());
        Assert.Equal(
            ("watched", "/watched/page", "Everyone", "Live", 1),
            (resource.GetProperty("routeId").GetString(), resource.GetProperty("path").GetString(), resource.GetProperty("audience").GetString(),
                resource.GetProperty("state").GetString(), resource.GetProperty("subscribers").GetInt32()));
        Assert.Equal(client.LastEventId, resource.GetProperty("version").GetString());
        Assert.DoesNotContain("geheim", text, StringComparison.Ordinal);
    }

    private Task<GatewayApp> StartAsync(string comet, string from) => GatewayApp.StartAsync(
        WatchedConfiguration.For(_site.Address, comet),
        configure: builder => builder.Services.AddSingleton<IStartupFilter>(new ComesFrom(IPAddress.Parse(from))));

    /// <summary>Loopback is all that a test has; the address is exchanged where the gateway reads it.</summary>
    private sealed class ComesFrom(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.Connection.RemoteIpAddress = address;
                return go(context);
            });
            next(app);
        };
    }
}
