using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>Connections with many URLs in applications that have a path base.</summary>
public sealed class ManyApplicationTests
{
    [Fact]
    public async Task UrlsUnderAPathBase_AreNamedWithIt()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/prices", Answers.Json("1"));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address), configure: builder => builder.Services.AddSingleton<IStartupFilter>(new UnderApp()));

        await using var client = await LineClient.OpenAsync(new(gateway.Address, "/app" + ManyClient.PathOf("/app/watched/prices", "/watched/prices", "/apple/watched/prices")));

        await client.WaitForAsync(line => line.Url is "/app/watched/prices" && line.Data is "1", "the state");
        foreach (var other in (string[])["/watched/prices", "/apple/watched/prices"])
            Assert.Equal("not_watched", (await client.WaitForAsync(line => line.Url == other && line.Event is "error", "a refusal")).Of("code"));
    }

    [Fact]
    public async Task APagesOwnSocket_UnderAPathBase_CarriesThatPage()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/prices", Answers.Json("1"));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address), configure: builder => builder.Services.AddSingleton<IStartupFilter>(new UnderApp()));

        await using var client = await SocketClient.ConnectAsync(new(gateway.Address, "/app/watched/prices"));

        await client.WaitForAsync(line => line.Url is "/app/watched/prices" && line.Data is "1", "the state");
    }

    private sealed class UnderApp : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase("/app");
            next(app);
        };
    }
}
