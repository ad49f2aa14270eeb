namespace CometGateway.FunctionalTests.Watched;

/// <summary>A whole configuration: every path of one site is watched under the policy "live", but those under /plain.</summary>
internal static class GatewayJson
{
    /// <summary>Polls quickly, and gives a silent site up quickly.</summary>
    public const string Quick = """{ "Poll": { "Interval": "00:00:00.150", "MaxInterval": "00:00:00.600", "Timeout": "00:00:02" } }""";

    public const string QuickEveryone = """{ "Poll": { "Interval": "00:00:00.150" }, "Audience": "Everyone" }""";

    /// <summary>So slow that whatever a test sees earlier did not come from the schedule.</summary>
    public const string Slow = """{ "Poll": { "Interval": "00:00:30" } }""";

    /// <param name="policy">The JSON of the policy "live".</param>
    /// <param name="comet">Further keys of the Comet section, each with its comma behind it.</param>
    public static string Of(Uri site, string policy = Quick, string comet = "") => $$"""
        {
          "ReverseProxy": {
            "Routes": {
              "watched": { "ClusterId": "site", "Match": { "Path": "{**rest}" }, "Metadata": { "CometPolicy": "live" } },
              "plain": { "ClusterId": "site", "Match": { "Path": "/plain/{**rest}" } }
            },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "{{site}}" } } } }
          },
          "Comet": { {{comet}} "Policies": { "live": {{policy}} } }
        }
        """;
}
