using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>What a group of routes says of all that is in it holds for the URLs of a connection with many.</summary>
public sealed class ManyGroupTests : IAsyncLifetime
{
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).On("/watched/a", Answers.Json("1")).On("/watched/b", Answers.Json("2"));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task AuthorizationOfTheGroup_HoldsForTheUrls_WhereTheConnectionItselfIsOpenToAll()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                var group = app.MapGroup("").MapGroup("");
                group.RequireAuthorization("staff");
                group.MapComet().AllowAnonymous();
                group.MapReverseProxy(proxy => proxy.UseComet().UseLoadBalancing());
            },
            builder =>
            {
                builder.Services.AddAuthentication("user").AddScheme<AuthenticationSchemeOptions, ByHeader>("user", null);
                builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireUserName("staff"));
            });

        await using var stranger = await OpenAsync(gateway);
        await using var guest = await OpenAsync(gateway, "User guest");
        await using var staff = await OpenAsync(gateway, "User staff");

        Assert.Equal("401", (await stranger.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        Assert.Equal("403", (await guest.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        await staff.WaitForAsync(line => line.Url is "/watched/a" && line.Data is "1", "the state");
    }

    [Fact]
    public async Task ARateLimitOfTheGroup_IsNotGoneAround_AndCountsAPagesOwnSocket()
    {
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseRateLimiter();
                var group = app.MapGroup("");
                group.RequireRateLimiting("one");
                group.MapComet().DisableRateLimiting();
                group.MapReverseProxy(proxy => proxy.UseComet().UseLoadBalancing());
            },
            builder => builder.Services.AddRateLimiter(limiter => limiter.AddConcurrencyLimiter("one", options => options.PermitLimit = 1)));

        await using var many = await OpenAsync(gateway);
        Assert.Equal("own_url", (await many.WaitForAsync(line => line.Event is "error", "the refusal")).Of("code"));

        await using var own = await SocketClient.ConnectAsync(new(gateway.Address, "/watched/a"));
        await own.WaitForAsync(line => line.Url is "/watched/a" && line.Data is "1", "the state");
        await own.SendAsync("""{"subscribe":"/watched/b"}""");
        Assert.Equal("own_url", (await own.WaitForAsync(line => line.Url is "/watched/b" && line.Event is "error", "a refusal")).Of("code"));
    }

    private static Task<LineClient> OpenAsync(GatewayApp gateway, string? authorization = null) => LineClient.OpenAsync(
        new(gateway.Address, ManyClient.PathOf("/watched/a")),
        authorization is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new(StringComparer.Ordinal) { ["Authorization"] = authorization });

    private Task<GatewayApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder> configure) =>
        GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address), configure: configure, map: map);
}
