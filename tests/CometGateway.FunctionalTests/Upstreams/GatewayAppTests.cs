using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Upstreams;

/// <summary>The gateway as the test kit starts it, in process.</summary>
public sealed class GatewayAppTests : IAsyncLifetime
{
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = await ScriptedSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task StartAsync_PlainRoute_PassesThrough()
    {
        _site.SetBody("/page", "text/plain", "hello");
        await using var gateway = await GatewayApp.StartAsync(Configuration("/page"));
        using var http = TestClient.Create(gateway.Address);

        Assert.Equal("hello", await http.GetStringAsync(new Uri("/page", UriKind.Relative)));
    }

    [Fact]
    public async Task StartAsync_WatchedRoute_StreamsTheBodyAndItsChange()
    {
        _site.SetBody("/page", "text/plain", "one");
        await using var gateway = await GatewayApp.StartAsync(Configuration("/page", policy: "live"));
        await using var client = SseClient.Open(new(gateway.Address, "/page"));
        await client.WaitForAsync(one => one.Data is "one", "the first body");

        _site.SetBody("/page", "text/plain", "two");

        await client.WaitForAsync(one => one.Data is "two", "the changed body");
    }

    [Fact]
    public async Task Reload_OtherRoutes_AnswersTheNewOnes()
    {
        _site.SetBody("/page", "text/plain", "hello").SetBody("/other", "text/plain", "other");
        await using var gateway = await GatewayApp.StartAsync(Configuration("/page"));
        using var http = TestClient.Create(gateway.Address);
        using var before = await http.GetAsync(new Uri("/other", UriKind.Relative));
        Assert.Equal(404, (int)before.StatusCode);

        gateway.Reload(Configuration("/other"));

        await Eventually.IsTrueAsync(
            async () =>
            {
                using var after = await http.GetAsync(new Uri("/other", UriKind.Relative));
                return after.IsSuccessStatusCode;
            },
            "the new route");
    }

    // A linger timer that outlived the application used to park its resource in a disposed cache, on a thread of the pool: the end of the process.
    [Fact]
    public async Task DisposeAsync_ResourceStillLingering_LeavesNothingThatFiresLater()
    {
        var time = new ManualTimeProvider();
        _site.SetBody("/page", "text/plain", "one");
        await using (var gateway = await GatewayApp.StartAsync(Configuration("/page", policy: "live"), time))
        {
            using var http = TestClient.Create(gateway.Address);
            Assert.Equal("one", await http.GetStringAsync(new Uri("/page", UriKind.Relative)));
        }

        var fault = Record.Exception(() => time.Advance(TimeSpan.FromMinutes(1)));

        Assert.Null(fault);
    }

    private string Configuration(string path, string? policy = null) => $$"""
        {
          "ReverseProxy": {
            "Routes": { "page": { "ClusterId": "site", "Match": { "Path": "{{path}}" }{{(policy is null ? "" : $$""", "Metadata": { "CometPolicy": "{{policy}}" }""")}} } },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "{{_site.Address}}" } } } }
          },
          "Comet": { "Policies": { "live": { "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone" } } }
        }
        """;
}
