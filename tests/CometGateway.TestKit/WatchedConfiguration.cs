using System.Text.Json.Nodes;

namespace CometGateway.TestKit;

/// <summary>A whole gateway configuration: everything under /watched/ has one policy, the rest of the site passes through.</summary>
public static class WatchedConfiguration
{
    /// <summary>The id of the watched route.</summary>
    public const string RouteId = "watched";

    /// <param name="site">Where the site is.</param>
    /// <param name="comet">The Comet section as JSON, without policies. Default all defaults.</param>
    /// <param name="policy">The policy as JSON. Default: everyone's, polled every 100 ms, no linger.</param>
    /// <param name="routeId">The watched route's id. Default <see cref="RouteId"/>.</param>
    public static string For(Uri site, string? comet = null, string? policy = null, string routeId = RouteId)
    {
        var section = JsonNode.Parse(comet ?? "{}")!.AsObject();
        section["Policies"] = new JsonObject
        {
            ["live"] = JsonNode.Parse(policy ?? """{ "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Linger": "00:00:00" }"""),
        };
        return new JsonObject
        {
            ["ReverseProxy"] = new JsonObject
            {
                ["Routes"] = new JsonObject
                {
                    [routeId] = new JsonObject
                    {
                        ["ClusterId"] = "site",
                        ["Match"] = new JsonObject { ["Path"] = "/watched/{**page}" },
                        ["Metadata"] = new JsonObject { ["CometPolicy"] = "live" },
                    },
                    ["rest"] = new JsonObject { ["ClusterId"] = "site", ["Match"] = new JsonObject { ["Path"] = "{**rest}" } },
                },
                ["Clusters"] = new JsonObject
                {
                    ["site"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = site.AbsoluteUri } } },
                },
            },
            ["Comet"] = section,
        }.ToJsonString();
    }
}
