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
        Assert.Empty(await SaidAsync(WatchedConfiguration.For, app => app.MapReverseProxy(proxy => proxy.UseComet())));
    }

    [Fact]
    public async Task APipelineWithoutComet_AndWithoutPolicies_IsNotWarnedOf() =>
        Assert.Empty(await SaidAsync(WithoutPolicies, app => app.MapReverseProxy()));

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
        return [.. gateway.Log.Lines.Items.Where(line => line.Event.Name is "PipelineWithoutComet")];
    }
}
