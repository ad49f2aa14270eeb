using System.Collections.Frozen;
using CometGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Tests.Configuration;

public sealed class CometRouteTableTests
{
    private static readonly CometRoute Prices = new(
        new RouteConfig { RouteId = "prices", ClusterId = "site", Match = new RouteMatch { Path = "/prices" } },
        new ClusterConfig { ClusterId = "site", Destinations = Destination("http://one/") },
        new CometPolicy { Name = "live", Ignore = ["/a"] });

    [Fact]
    public void EndedBy_SameContent_NamesNothing() => Assert.Empty(Table(Prices).EndedBy(Table(Prices with
    {
        Route = Prices.Route with { Match = new RouteMatch { Path = "/prices" } },
        Cluster = Prices.Cluster with { Destinations = Destination("http://one/") },
        Policy = Prices.Policy with { Ignore = ["/a"] },
    })));

    [Fact]
    public void EndedBy_RouteGone_NamesIt() => Assert.Equal(["prices"], Table(Prices).EndedBy(Table()));

    [Fact]
    public void EndedBy_RouteAdded_NamesNothing() => Assert.Empty(Table().EndedBy(Table(Prices)));

    [Fact]
    public void EndedBy_MatchDiffers_NamesIt() =>
        Assert.Equal(["prices"], Table(Prices).EndedBy(Table(Prices with { Route = Prices.Route with { Match = new RouteMatch { Path = "/p" } } })));

    [Fact]
    public void EndedBy_BodyLimitDiffers_NamesIt() =>
        Assert.Equal(["prices"], Table(Prices).EndedBy(Table(Prices with { Route = Prices.Route with { MaxRequestBodySize = 1 } })));

    [Fact]
    public void EndedBy_ClusterDiffers_NamesIt() =>
        Assert.Equal(["prices"], Table(Prices).EndedBy(Table(Prices with { Cluster = Prices.Cluster with { Destinations = Destination("http://two/") } })));

    [Fact]
    public void EndedBy_PolicyDiffers_NamesIt() =>
        Assert.Equal(["prices"], Table(Prices).EndedBy(Table(Prices with { Policy = Prices.Policy with { Ignore = ["/b"] } })));

    [Fact]
    public void EndedBy_WhatPagesAreKeptBy_NamesAllRoutes()
    {
        var table = Table(Prices);
        foreach (var settings in (CometSettings[])
        [
            new() { Limits = new() { MaxBodyBytes = 1 << 10 } },
            new() { Limits = new() { MaxDeltaBytes = 1 << 10 } },
            new() { History = new() { Changes = 1 } },
        ])
            Assert.Equal(["prices"], table.EndedBy(table with { Settings = settings }));
        Assert.Empty(table.EndedBy(table with { Settings = new() { Limits = new() { Sessions = 1 } } }));
    }

    private static CometRouteTable Table(params CometRoute[] routes) =>
        new(routes.ToFrozenDictionary(route => route.Route.RouteId, StringComparer.OrdinalIgnoreCase), new(), 1);

    private static Dictionary<string, DestinationConfig> Destination(string address) =>
        new(StringComparer.OrdinalIgnoreCase) { ["a"] = new DestinationConfig { Address = address } };
}
