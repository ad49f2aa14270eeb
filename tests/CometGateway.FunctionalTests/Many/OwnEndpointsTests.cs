using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>What an application's authorisation means for the gateway's own endpoints.</summary>
public sealed class OwnEndpointsTests
{
    [Theory]
    [InlineData("/_comet/comet.js")]
    [InlineData("/_comet/stream?url=/watched/a")]
    public async Task AFallbackPolicy_HoldsForThemToo(string path)
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/a", Answers.Json("1"));
        await using var gateway = await StartAsync(site, isFallback: true, app => app.MapCometReverseProxy());
        using var http = TestClient.Create(gateway.Address);

        Assert.Equal(401, (await PlainAnswer.OfAsync(http, "GET", path, [("Accept", "text/event-stream")])).Status);
    }

    [Fact]
    public async Task AuthorizationOfTheProxy_LeavesThemOpen_AndRefusesEachUrl()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/a", Answers.Json("1"));
        await using var gateway = await StartAsync(site, isFallback: false, app => app.MapCometReverseProxy().RequireAuthorization());
        using var http = TestClient.Create(gateway.Address);
        await using var client = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf("/watched/a")));

        Assert.Equal("401", (await client.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        Assert.Equal(200, (await PlainAnswer.OfAsync(http, "GET", "/_comet/comet.js", [])).Status);
        Assert.Equal(401, (await PlainAnswer.OfAsync(http, "GET", "/watched/a", [])).Status);
        Assert.Empty(site.Requests.All);
    }

    private static Task<GatewayApp> StartAsync(ScriptedSite site, bool isFallback, Action<WebApplication> map) => GatewayApp.StartAsync(
        WatchedConfiguration.For(site.Address),
        configure: builder =>
        {
            builder.Services.AddAuthentication("user").AddScheme<AuthenticationSchemeOptions, ByHeader>("user", null);
            var users = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(isFallback ? users : null);
        },
        map: map);
}
