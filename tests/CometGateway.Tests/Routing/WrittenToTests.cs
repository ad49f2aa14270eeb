using CometGateway.Routing;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public class WrittenToTests
{
    [Theory]
    [InlineData("/api/orders/7", "/api/orders/7")]
    [InlineData("7", "/api/7")]
    [InlineData("orders/7?x=1#top", "/api/orders/7")]
    [InlineData("?done=1", "/api/orders")]
    [InlineData("../chat", "/chat")]
    [InlineData("http://gateway.example/api/orders/7", "/api/orders/7")]
    [InlineData("HTTP://GATEWAY.example:80/a%20b", "/a b")]
    [InlineData("//gateway.example/x", "/x")]
    public void PathOf_AReferenceOnTheRequestsOwnOrigin_IsItsPath(string reference, string path) => Assert.Equal(path, WrittenTo.PathOf(reference, Post()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://elsewhere.example/api/orders")]
    [InlineData("//elsewhere.example/api/orders")]
    [InlineData("http://gateway.example:8080/api/orders")]
    [InlineData("http://[broken")]
    [InlineData("javascript:alert(1)")]
    public void PathOf_AnythingElse_IsNothing(string? reference) => Assert.Null(WrittenTo.PathOf(reference, Post()));

    [Theory]
    [InlineData("")]
    [InlineData("[broken")]
    public void PathOf_ARequestWithAnOddHost_NeverThrows(string host)
    {
        var request = Post();
        request.Host = new(host);

        Assert.Contains(WrittenTo.PathOf("/x", request), new[] { "/x", null });
    }

    private static HttpRequest Post()
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host, request.Path) = ("POST", "http", new("gateway.example"), "/api/orders");
        return request;
    }
}
