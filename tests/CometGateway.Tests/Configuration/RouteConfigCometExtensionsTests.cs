using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Tests.Configuration;

public sealed class RouteConfigCometExtensionsTests
{
    private static readonly RouteConfig Route = new()
    {
        RouteId = "prices",
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["Team"] = "shop", ["CometPolicy"] = "old" },
    };

    [Fact]
    public void WithCometPolicy_OtherMetadata_KeepsItAndReplacesThePolicy()
    {
        var route = Route.WithCometPolicy("live");

        Assert.Equal("live", route.Metadata!["CometPolicy"]);
        Assert.Equal("shop", route.Metadata["Team"]);
        Assert.Equal("old", Route.Metadata!["CometPolicy"]);
    }

    [Fact]
    public void WithCometPolicy_NoMetadata_AddsIt() =>
        Assert.Equal("live", (Route with { Metadata = null }).WithCometPolicy("live").Metadata!["CometPolicy"]);

    [Fact]
    public void WithCometPolicy_EmptyName_Throws() => Assert.Throws<ArgumentException>(() => Route.WithCometPolicy(" "));
}
