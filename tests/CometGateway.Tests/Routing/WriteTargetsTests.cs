using CometGateway.Resources;
using CometGateway.Routing;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public class WriteTargetsTests
{
    private const string Site = "http://legacy:8080/app/";
    private const string SiteHost = "Shop.Example";

    [Theory]
    [InlineData("/api/orders/7", "/api/orders/7")]
    [InlineData("7", "/api/7")]
    [InlineData("orders/7?x=1#top", "/api/orders/7")]
    [InlineData("?done=1", "/api/orders")]
    [InlineData("../chat", "/chat")]
    [InlineData("http://gateway.example/api/orders/7", "/api/orders/7")]
    [InlineData("HTTP://GATEWAY.example:80/a%20b", "/a b")]
    [InlineData("//gateway.example/x", "/x")]
    public void PathOf_AReferenceOnTheRequestsOwnOrigin_IsItsPath(string reference, string path) => Assert.Equal(path, WriteTargets.PathOf(reference, Post(), Site, SiteHost));

    [Theory]
    [InlineData("http://legacy:8080/app/orders/7", "/orders/7")]
    [InlineData("http://shop.example/app/orders/7", "/orders/7")]
    [InlineData("http://SHOP.example/app/a%20b", "/a b")]
    public void PathOf_AReferenceByTheNameThatTheSiteKnows_IsThePathThatClientsSee(string reference, string path) =>
        Assert.Equal(path, WriteTargets.PathOf(reference, Post(), Site, SiteHost));

    [Theory]
    [InlineData("/shop/api/orders/7", "/api/orders/7")]
    [InlineData("http://gateway.example/SHOP/api/orders/7", "/api/orders/7")]
    [InlineData("http://legacy:8080/app/shop/orders/7", "/orders/7")]
    [InlineData("/shop", "/")]
    [InlineData("/shopping/7", "/shopping/7")]
    [InlineData("/api/orders/7", "/api/orders/7")]
    public void PathOf_AReferenceBelowThePathBase_IsThePathThatResourcesAreKnownBy(string reference, string path)
    {
        var request = Post();
        request.PathBase = "/shop";

        Assert.Equal(path, WriteTargets.PathOf(reference, request, Site, SiteHost));
    }

    [Theory]
    [InlineData("http://legacy:8080/other/orders/7")]
    [InlineData("http://legacy/app/orders/7")]
    public void PathOf_AnotherPartOfTheSitesServer_IsNothing(string reference) => Assert.Null(WriteTargets.PathOf(reference, Post(), Site, SiteHost));

    [Theory]
    [InlineData("/a", true)]
    [InlineData("/b", true)]
    [InlineData("/c", true)]
    [InlineData("/A", false)]
    [InlineData("/d", false)]
    public void Contains_ItsTargetAndItsLocations(string path, bool contained) => Assert.Equal(contained, new WrittenPaths("/a", "/b", "/c").Contains(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://elsewhere.example/api/orders")]
    [InlineData("//elsewhere.example/api/orders")]
    [InlineData("http://gateway.example:8080/api/orders")]
    [InlineData("http://[broken")]
    [InlineData("javascript:alert(1)")]
    public void PathOf_AnythingElse_IsNothing(string? reference) => Assert.Null(WriteTargets.PathOf(reference, Post(), Site, SiteHost));

    [Theory]
    [InlineData("")]
    [InlineData("[broken")]
    public void PathOf_ARequestWithAnOddHost_NeverThrows(string host)
    {
        var request = Post();
        request.Host = new(host);

        Assert.Contains(WriteTargets.PathOf("/x", request, Site, SiteHost), new[] { "/x", null });
    }

    private static HttpRequest Post()
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host, request.Path) = ("POST", "http", new("gateway.example"), "/api/orders");
        return request;
    }
}
