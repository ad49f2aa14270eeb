using CometGateway.TestKit;
using CometGateway.TestKit.Logging;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>An application that adds Comet and leaves it out of its pipeline is told so.</summary>
public sealed class PipelineCheckTests
{
    [Fact]
    public async Task APipelineWithoutComet_IsWarnedOfOnce_WithTheRoutesThatAreNotWatched()
    {
        var said = Assert.Single(await SaidAsync(WatchedConfiguration.For, app => app.MapReverseProxy()));

        Assert.Contains($"so that nothing is watched: {WatchedConfiguration.RouteId}.", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APipelineWithComet_IsNotWarnedOf()
    {
        Assert.Empty(await SaidAsync(WatchedConfiguration.For, map: null));
        Assert.Empty(await SaidAsync(WatchedConfiguration.For, app =>
        {
            app.MapComet();
            app.MapReverseProxy(proxy => proxy.UseComet());
        }));
    }

    [Fact]
    public async Task APipelineWithComet_WhoseEndpointsAreNotMapped_IsWarnedOf()
    {
        var said = Assert.Single(await SaidAsync(WatchedConfiguration.For, app => app.MapReverseProxy(proxy => proxy.UseComet())));

        Assert.Equal("CometWithoutEndpoints", said.Event.Name);
        Assert.Contains("MapComet()", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APipelineWithoutComet_AndWithoutPolicies_IsNotWarnedOf() =>
        Assert.Empty(await SaidAsync(WithoutPolicies, app => app.MapReverseProxy()));

    [Fact]
    public async Task AReload_ThatAddsARouteToAPipelineWithoutComet_IsWarnedOfOnce()
    {
        await using var site = await ScriptedSite.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(WithoutPolicies(site.Address, null, null, ""), map: app => app.MapReverseProxy());

        gateway.Reload(WatchedConfiguration.For(site.Address));
        var said = await gateway.Log.Lines.FirstAsync(IsWarning, "the warning");
        gateway.Reload(WatchedConfiguration.For(site.Address, """{ "KeepAlive": "00:00:15" }"""));
        // One is applied after the other, and warned of while it is: what comes next finds all said of the one before.
        await AppliedAsync(gateway, 3);
        gateway.Reload(WatchedConfiguration.For(site.Address, routeId: "another"));
        var both = await gateway.Log.Lines.UntilAsync(lines => lines.Count(IsWarning) > 1, "the next warning");

        Assert.Contains($"so that nothing is watched: {WatchedConfiguration.RouteId}.", said.Message, StringComparison.Ordinal);
        Assert.Contains("so that nothing is watched: another.", both.Last(IsWarning).Message, StringComparison.Ordinal);
        Assert.Equal(2, both.Count(IsWarning));
    }

    [Fact]
    public async Task AReload_ThatAddsTheFirstPolicyToAPipelineWithComet_IsNotWarnedOf()
    {
        await using var site = await ScriptedSite.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(WithoutPolicies(site.Address, null, null, ""));

        gateway.Reload(WatchedConfiguration.For(site.Address));
        await AppliedAsync(gateway, 2);
        gateway.Reload(WatchedConfiguration.For(site.Address, """{ "KeepAlive": "00:00:15" }"""));
        await AppliedAsync(gateway, 3);

        Assert.DoesNotContain(gateway.Log.Lines.Items, IsWarning);
    }

    private static Task<IReadOnlyList<LogLine>> AppliedAsync(GatewayApp gateway, int configurations) =>
        gateway.Log.Lines.UntilAsync(lines => lines.Count(line => line.Event.Name is "ConfigurationApplied") == configurations, $"configuration {configurations}");

    private static bool IsWarning(LogLine line) => line.Event.Name is "PipelineWithoutComet" or "CometWithoutEndpoints";

    private static string WithoutPolicies(Uri site, string? comet, string? policy, string route) => $$"""
        {
          "ReverseProxy": {
            "Routes": { "rest": { "ClusterId": "site", "Match": { "Path": "{**rest}" } } },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "{{site}}" } } } }
          }
        }
        """;

    private static async Task<IReadOnlyList<LogLine>> SaidAsync(Func<Uri, string?, string?, string, string> configuration, Action<WebApplication>? map)
    {
        await using var site = await ScriptedSite.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(configuration(site.Address, null, null, WatchedConfiguration.RouteId), map: map);
        return [.. gateway.Log.Lines.Items.Where(IsWarning)];
    }
}
