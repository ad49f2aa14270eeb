using CometGateway.Resources;
using CometGateway.Routing;
using Yarp.ReverseProxy.Configuration;

namespace CometGateway.Tests.Routing;

public class MovedLocationTests
{
    private static readonly Dictionary<string, DestinationConfig> Sites = new(StringComparer.Ordinal)
    {
        ["a"] = new() { Address = "http://legacy-1:8080/app/" },
        ["b"] = new() { Address = "http://legacy-2:8080/app/", Host = "Shop.Example" },
    };

    [Theory]
    [InlineData("http://legacy-1:8080/app/new/a%20b?x=1#top", "/new/a%20b?x=1#top")]
    [InlineData("http://LEGACY-2:8080/app/new", "/new")]
    [InlineData("//legacy-2:8080/app/", "/")]
    [InlineData("http://shop.example/app/new", "/new")]
    public void For_AnAddressOfTheSitesOwn_IsThePathThatClientsSee(string location, string expected) => Assert.Equal(expected, For(location));

    [Theory]
    [InlineData("http://legacy-1:8080/app//evil.example/x", "/.//evil.example/x")]
    [InlineData("http://legacy-1:8080/app/\\evil.example", "/.//evil.example")]
    [InlineData("http://legacy-1:8080/app///evil.example/?y=1", "/.///evil.example/?y=1")]
    public void For_APathOfTheSitesThatLooksLikeAHost_StaysHere(string location, string expected)
    {
        Assert.Equal(expected, For(location));
        Assert.Equal("gateway.example", new Uri(new("http://gateway.example/page"), For(location)).Host);
    }

    [Fact]
    public void For_WhatNoServerSends_IsNothing() => Assert.Null(For("/caf\u00e9"));

    [Theory]
    [InlineData("http://legacy-1:8080/admin")]
    [InlineData("http://legacy-2:8080/application/new")]
    public void For_APartOfTheSiteThatClientsCannotReach_IsNothing(string location) => Assert.Null(For(location));

    [Theory]
    [InlineData("/new")]
    [InlineData("new?x=1")]
    [InlineData("http://gateway.example/new")]
    [InlineData("https://gateway.example/new")]
    public void For_TheOriginThatTheClientAsked_IsUntouchedWhereItBringsNothingOfItsOwn(string location) => Assert.Equal(location, For(location));

    [Theory]
    [InlineData("/new", "/new?comet.since=a%2Bb&comet.keepalive=event")]
    [InlineData("/new?x=1#top", "/new?x=1&comet.since=a%2Bb&comet.keepalive=event#top")]
    [InlineData("https://gateway.example/new", "https://gateway.example/new?comet.since=a%2Bb&comet.keepalive=event")]
    [InlineData("http://legacy-1:8080/app/new", "/new?comet.since=a%2Bb&comet.keepalive=event")]
    public void For_TheOriginThatTheClientAsked_KeepsItsParameters(string location, string expected) =>
        Assert.Equal(expected, For(location, "?a=1&comet.since=a%2Bb&comet.keepalive=event"));

    [Theory]
    [InlineData("https://elsewhere.example/new?y=1")]
    [InlineData("//elsewhere.example/new")]
    [InlineData("http://legacy-1/app/new")]
    [InlineData("http://[broken")]
    public void For_AnotherOrigin_IsUntouched(string location) => Assert.Equal(location, For(location, "?comet.since=a"));

    [Fact]
    public void For_AGatewayBelowAPath_NamesThatPath()
    {
        var request = Requests.Get("/page");
        request.PathBase = "/shop";

        Assert.Equal("/shop/new", MovedLocation.For("http://legacy-1:8080/app/new", request, ReservedQuery.Split(""), Sites));
        // A site that was told of it.
        Assert.Equal("/shop/new/", MovedLocation.For("http://legacy-1:8080/app/shop/new/", request, ReservedQuery.Split(""), Sites));
        Assert.Equal("/shop", MovedLocation.For("http://legacy-1:8080/app/shop", request, ReservedQuery.Split(""), Sites));
        Assert.Equal("/shop/shopping", MovedLocation.For("http://legacy-1:8080/app/shopping", request, ReservedQuery.Split(""), Sites));
    }

    [Fact]
    public void For_ASiteWithoutServers_KnowsNothingOfIts() =>
        Assert.Equal("http://legacy-1:8080/app/new", MovedLocation.For("http://legacy-1:8080/app/new", Requests.Get("/page"), ReservedQuery.Split(""), null));

    private static string? For(string location, string query = "")
    {
        var request = Requests.Get("/page" + query);
        request.Host = new("gateway.example");
        return MovedLocation.For(location, request, ReservedQuery.Split(query), Sites);
    }
}
