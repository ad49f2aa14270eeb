using System.Security.Claims;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Many;

/// <summary>A connection with many URLs shows its user what that user may see, and nothing else.</summary>
public sealed class ManyIdentityTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Visitors_EachGetTheirOwn_AndNeverAnothers(bool isSse)
    {
        await using var page = await WatchedSite.StartAsync();
        var version = 1;
        page.Site.Otherwise(context => Answers.Json($"\"{context.Request.Path} of {context.Request.Headers.Cookie} {Volatile.Read(ref version)}\"")(context));
        string[] users = ["user=anna", "user=bert", ""];
        var clients = new List<ManyClient>();
        foreach (var user in users)
            clients.Add(await ManyClient.OpenAsync(page, isSse, ManyClient.PathOf("/a", "/b"), user.Length == 0 ? [] : [("Cookie", user)]));

        for (; version <= 3; version++)
        {
            foreach (var (user, client) in users.Zip(clients))
            {
                await client.StateAsync("/a", $"\"/a of {user} {version}\"");
                await client.StateAsync("/b", $"\"/b of {user} {version}\"");
            }
        }

        foreach (var (user, client) in users.Zip(clients))
        {
            Assert.All(client.Lines.Where(line => line.Event is "message"), line => Assert.Contains($" of {user} ", line.Data, StringComparison.Ordinal));
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task ARouteWithAnAuthorizationPolicy_IsRefusedToStrangers_AndOpenToItsUser()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/staff", Answers.Json("1")).On("/open", Answers.Json("2"));
        await using var gateway = await StartGuardedAsync(site);
        var url = new Uri(gateway.Address, ManyClient.PathOf("/watched/staff", "/open"));

        await using var stranger = await LineClient.OpenAsync(url);
        await using var wrong = await LineClient.OpenAsync(url, User("guest"));
        await using var staff = await LineClient.OpenAsync(url, User("staff"));

        var (none, forbidden) = (await ErrorAsync(stranger), await ErrorAsync(wrong));
        Assert.Equal(("401", "unauthorized"), (none.Of("status"), none.Of("code")));
        Assert.Equal(("403", "forbidden"), (forbidden.Of("status"), forbidden.Of("code")));
        await staff.WaitForAsync(line => line.Url is "/watched/staff" && line.Data is "1", "the state");
        Assert.All(site.Requests.To("/watched/staff"), request => Assert.Equal("User staff", request["Authorization"]));
    }

    [Fact]
    public async Task ASocketsUrls_OfARouteWithAnAuthorizationPolicy_AreGuardedToo()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/watched/staff", Answers.Json("1"));
        await using var gateway = await StartGuardedAsync(site);

        await using var stranger = await SocketClient.ConnectAsync(new(gateway.Address, "/_comet/stream"));
        await using var staff = await SocketClient.ConnectAsync(new(gateway.Address, "/_comet/stream"), new() { Headers = User("staff") });
        await stranger.SendAsync("""{"subscribe":"/watched/staff"}""");
        await staff.SendAsync("""{"subscribe":"/watched/staff"}""");

        Assert.Equal("401", (await stranger.WaitForAsync(line => line.Event is "error", "the refusal")).Of("status"));
        await staff.WaitForAsync(line => line.Data is "1", "the state");
    }

    private static Task<ReceivedLine> ErrorAsync(LineClient client) => client.WaitForAsync(line => line.Url is "/watched/staff" && line.Event is "error", "the refusal");

    private static Dictionary<string, string> User(string name) => new(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "User " + name };

    private static Task<GatewayApp> StartGuardedAsync(ScriptedSite site) => GatewayApp.StartAsync(
        WatchedConfiguration.For(site.Address, policy: GatewayJson.Quick).Replace("\"Metadata\"", "\"AuthorizationPolicy\":\"staff\",\"Metadata\"", StringComparison.Ordinal),
        configure: builder =>
        {
            builder.Services.AddAuthentication("user").AddScheme<AuthenticationSchemeOptions, ByHeader>("user", null);
            builder.Services.AddAuthorizationBuilder().AddPolicy("staff", policy => policy.RequireAuthenticatedUser().RequireClaim(ClaimTypes.Name, "staff"));
        });
}
