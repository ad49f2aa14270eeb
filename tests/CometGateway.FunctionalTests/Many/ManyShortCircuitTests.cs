using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>Endpoints that routing runs by itself, past the middleware behind it, mean nothing else for the URLs of a connection with many.</summary>
public sealed class ManyShortCircuitTests : IAsyncLifetime
{
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).On("/watched/a", Answers.Json("1"));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("/own")]
    [InlineData("/watched/own")]
    public async Task AnEndpointOfTheApplication_IsNotRun(string path)
    {
        var runs = 0;
        await using var gateway = await StartAsync(app =>
        {
            app.MapGet(path, () => Interlocked.Increment(ref runs)).ShortCircuit();
            app.MapCometReverseProxy();
        });

        await using var client = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf(path)));

        Assert.Equal("404 not_watched", await RefusalAsync(client));
        Assert.Equal(0, runs);
    }

    [Fact]
    public async Task AProxyRoute_IsOpened()
    {
        await using var gateway = await StartAsync(app => app.MapCometReverseProxy().ConfigureEndpoints(endpoint => endpoint.ShortCircuit()));

        await using var client = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf("/watched/a")));

        await client.WaitForAsync(line => line.Url is "/watched/a" && line.Data is "1", "the state");
    }

    [Fact]
    public async Task AProxyRouteWithARateLimit_IsNotOpenedUncounted()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseRateLimiter();
                app.MapCometReverseProxy().ConfigureEndpoints(endpoint => endpoint.RequireRateLimiting("one").ShortCircuit());
            },
            builder => builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("one", options => options.PermitLimit = 1)));

        await using var client = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf("/watched/a")));

        Assert.Equal("406 own_url", await RefusalAsync(client));
        Assert.Empty(_site.Requests.All);
    }

    private static async Task<string> RefusalAsync(LineClient client)
    {
        var line = await client.WaitForAsync(line => line.Event is "error", "the refusal");
        return $"{line.Of("status")} {line.Of("code")}";
    }

    private Task<GatewayApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null) =>
        GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address), configure: configure, map: map);
}
