using CometGateway.Configuration;
using CometGateway.TestKit;
using CometGateway.TestKit.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Tests.Configuration;

/// <summary>A whole application with YARP's own configuration loading; no request is made.</summary>
public sealed class ConfigurationLoadTests
{
    private const string Live = """{ "Poll": { "Interval": "00:00:02" } }""";

    [Fact]
    public async Task Start_GoodConfiguration_PublishesTheRoutesThatNameAPolicy()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(Live));

        var table = Table(gateway);
        Assert.Equal("prices", Assert.Single(table.Routes).Key);
        Assert.Equal("live", table.Routes["PRICES"].Policy.Name);
        Assert.Equal("site", table.Routes["prices"].Cluster.ClusterId);
        Assert.Equal(1, table.Number);
    }

    [Theory]
    [InlineData("""{ "Poll": { "Interval": "2s" } }""", "Comet:Policies:live:Poll:Interval = '2s'")]
    [InlineData("""{ "Colour": 1 }""", "Comet:Policies:live:Colour: is not a known key")]
    public async Task Start_BadPolicy_IsRefusedWithTheProblem(string policy, string problem) =>
        Assert.Contains(problem, await RefusalAsync(Json(policy)), StringComparison.Ordinal);

    [Fact]
    public async Task Start_UnknownPolicy_IsRefusedWithASuggestion() => Assert.Contains(
        "Routes:prices:Metadata:CometPolicy = 'lvie': must be one of the names under Comet:Policies: live; did you mean live?",
        await RefusalAsync(Json(Live, route: """, "Metadata": { "CometPolicy": "lvie" }""")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Start_UnknownCluster_IsRefusedWithASuggestion() => Assert.Contains(
        "Routes:prices:ClusterId = 'sitte': must be the name of a cluster where the route has a CometPolicy; did you mean site?",
        await RefusalAsync(Json(Live).Replace("\"ClusterId\": \"site\"", "\"ClusterId\": \"sitte\"", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Start_WatchedRouteWithoutGet_IsRefused() => Assert.Contains(
        "Routes:prices:Match:Methods = 'POST': must contain GET where the route has a CometPolicy",
        await RefusalAsync(Json(Live, match: """, "Methods": [ "POST" ]""")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Start_BadSectionWithoutRoutes_IsRefused() =>
        Assert.Contains("Comet:KeepAlive = 'x'", await RefusalAsync("""{ "Comet": { "KeepAlive": "x" } }"""), StringComparison.Ordinal);

    [Fact]
    public async Task Start_NoCometSection_RunsWithoutWatchedRoutes()
    {
        await using var gateway = await GatewayApp.StartAsync("""{ "ReverseProxy": {} }""");

        Assert.Empty(Table(gateway).Routes);
    }

    [Fact]
    public async Task Start_AffinityUnusedPolicyAndUnknownOrigin_OnlyWarns()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(
            """{ "Audience": "Everyone" }, "spare": {} """,
            cluster: """, "SessionAffinity": { "Enabled": true, "AffinityKeyName": "k" }""",
            comet: """, "Origins": { "sight": {} }"""));

        var warnings = gateway.Log.Lines.Items.Where(line => line.Event.Id == 102).Select(line => line.Message).ToList();
        Assert.Contains(warnings, line => line.StartsWith("Clusters:site:SessionAffinity:Enabled", StringComparison.Ordinal));
        Assert.Contains(warnings, line => line.StartsWith("Comet:Policies:spare: is used by no route", StringComparison.Ordinal));
        Assert.Contains(warnings, line => line.StartsWith("Comet:Origins:sight: names no cluster", StringComparison.Ordinal));
        Assert.Equal(3, warnings.Count);
    }

    [Theory]
    [InlineData("""{ "Audience": "Everyone" }""", "Audience Everyone polls without any cookie")]
    [InlineData("""{ "IdentityCookies": [ "sid" ] }""", "the policy's IdentityCookies do not name 'k'")]
    [InlineData("""{ "IdentityCookies": [ "sid", "k" ] }""", null)]
    [InlineData("{}", null)]
    public async Task Start_Affinity_WarnsWherePollsCarryNoKey(string policy, string? reason)
    {
        await using var gateway = await GatewayApp.StartAsync(Json(policy, cluster: """, "SessionAffinity": { "Enabled": true, "AffinityKeyName": "k" }"""));

        var warnings = gateway.Log.Lines.Items.Where(line => line.Event.Id == 102).Select(line => line.Message).ToList();
        if (reason is null) Assert.Empty(warnings);
        else Assert.Contains($"does nothing for the polls of route prices: {reason}", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_OnlyTheCometSectionChanged_PublishesIt()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(Live));
        var changes = Changes(gateway);

        gateway.Reload(Json("""{ "Poll": { "Interval": "00:00:09" } }"""));

        var (previous, current) = await changes.FirstAsync(_ => true, "a change");
        Assert.Equal(["prices"], previous.EndedBy(current));
        Assert.Equal(TimeSpan.FromSeconds(9), Table(gateway).Routes["prices"].Policy.Poll.Interval);
        Assert.Equal(2, current.Number);
    }

    [Fact]
    public async Task Reload_BadSection_KeepsTheOldOneAndLogsEveryProblemOnce()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(Live));
        var before = Table(gateway);

        gateway.Reload(Json("""{ "Poll": { "Interval": "2s" }, "Colour": 1 }""", route: """, "Metadata": { "CometPolicy": "gone" }"""));

        var error = await RefusedAsync(gateway);
        Assert.Contains("Comet:Policies:live:Poll:Interval = '2s'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Comet:Policies:live:Colour", error.Message, StringComparison.Ordinal);
        Assert.Contains("Routes:prices:Metadata:CometPolicy = 'gone'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ClusterId", error.Message, StringComparison.Ordinal);
        Assert.Same(before, Table(gateway));
        Assert.Single(gateway.Log.Lines.Items, line => line.Event.Id == 101);
    }

    [Fact]
    public async Task Reload_RouteThatYarpRefuses_KeepsTheOldSectionToo()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(Live));
        var before = Table(gateway);

        gateway.Reload(Json("""{ "Poll": { "Interval": "00:00:09" } }""", cluster: """, "LoadBalancingPolicy": "Bogus" """));

        Assert.Contains("'Bogus'", (await RefusedAsync(gateway)).Message, StringComparison.Ordinal);
        Assert.Same(before, Table(gateway));
    }

    [Fact]
    public async Task Reload_GoodAfterBad_IsTaken()
    {
        await using var gateway = await GatewayApp.StartAsync(Json(Live));
        gateway.Reload(Json("""{ "Poll": 5 }"""));
        await RefusedAsync(gateway);
        var changes = Changes(gateway);

        gateway.Reload(Json("""{ "Poll": { "Interval": "00:00:07" } }"""));

        await changes.FirstAsync(_ => true, "a change");
        Assert.Equal(TimeSpan.FromSeconds(7), Table(gateway).Routes["prices"].Policy.Poll.Interval);
    }

    [Fact]
    public async Task Reload_SectionWhileRoutesAreInMemory_IsTakenAfterAMoment()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await GatewayApp.StartAsync(
            """{ "Comet": { "Policies": { "live": {} } } }""", time, configure: builder => builder.Services.AddSingleton<IProxyConfigProvider>(InMemory()));
        Assert.Equal("prices", Assert.Single(Table(gateway).Routes).Key);
        var changes = Changes(gateway);

        gateway.Reload("""{ "Comet": { "Policies": { "live": { "Poll": { "Interval": "00:00:09" } } } } }""");
        time.Advance(TimeSpan.FromSeconds(1));

        await changes.FirstAsync(_ => true, "a change");
        Assert.Equal(TimeSpan.FromSeconds(9), Table(gateway).Routes["prices"].Policy.Poll.Interval);
    }

    [Fact]
    public async Task AddComet_Twice_Throws() => await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayApp.StartAsync(
        Json(Live),
        configure: builder => builder.Services.AddReverseProxy().AddComet(builder.Configuration.GetSection("Comet"))));

    private static CometRouteTable Table(GatewayApp gateway) => gateway.Services.GetRequiredService<CometRoutes>().Current;

    private static Observed<(CometRouteTable Previous, CometRouteTable Current)> Changes(GatewayApp gateway)
    {
        var changes = new Observed<(CometRouteTable, CometRouteTable)>("configurations");
        gateway.Services.GetRequiredService<CometRoutes>().OnChanged((previous, current) => changes.Add((previous, current)));
        return changes;
    }

    private static Task<LogLine> RefusedAsync(GatewayApp gateway) =>
        gateway.Log.Lines.FirstAsync(line => line.Level == LogLevel.Error && line.Event.Id == 101, "the refusal in the log");

    private static async Task<string> RefusalAsync(string json)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var gateway = await GatewayApp.StartAsync(json);
        });
        return refusal.ToString();
    }

    private static InMemoryConfigProvider InMemory() => new(
        [new RouteConfig { RouteId = "prices", ClusterId = "site", Match = new RouteMatch { Path = "/prices" } }.WithCometPolicy("live")],
        [new ClusterConfig { ClusterId = "site", Destinations = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase) { ["a"] = new DestinationConfig { Address = "http://127.0.0.1:1/" } } }]);

    private static string Json(string policy, string route = """, "Metadata": { "CometPolicy": "live" }""", string match = "", string cluster = "", string comet = "") => $$"""
        {
          "ReverseProxy": {
            "Routes": {
              "prices": { "ClusterId": "site", "Match": { "Path": "/prices"{{match}} }{{route}} },
              "rest": { "ClusterId": "site", "Match": { "Path": "{**rest}" } }
            },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "http://127.0.0.1:1/" } }{{cluster}} } }
          },
          "Comet": { "Policies": { "live": {{policy}} }{{comet}} }
        }
        """;
}
