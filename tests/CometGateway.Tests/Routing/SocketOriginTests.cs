using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class SocketOriginTests
{
    [Theory]
    [InlineData("http://site.example", "site.example", true)]
    [InlineData("https://site.example", "site.example", true)]
    [InlineData("HTTP://SITE.example", "site.EXAMPLE", true)]
    [InlineData("http://site.example", "site.example:80", true)]
    [InlineData("http://site.example:80", "site.example", true)]
    [InlineData("https://site.example", "site.example:443", true)]
    [InlineData("http://site.example:8080", "site.example:8080", true)]
    [InlineData("http://[::1]:8080", "[::1]:8080", true)]
    [InlineData("http://site.example", "site.example:443", false)]
    [InlineData("http://site.example:8080", "site.example", false)]
    [InlineData("http://site.example", "site.example:8080", false)]
    [InlineData("http://evil.example", "site.example", false)]
    [InlineData("http://site.example.evil", "site.example", false)]
    [InlineData("http://notsite.example", "site.example", false)]
    [InlineData("http://site.example@evil.example", "site.example", false)]
    [InlineData("null", "site.example", false)]
    [InlineData("file://", "site.example", false)]
    [InlineData("site.example", "site.example", false)]
    [InlineData("", "site.example", false)]
    [InlineData("https://friend.example", "site.example", true)]
    [InlineData("HTTPS://Friend.Example", "site.example", true)]
    [InlineData("http://friend.example", "site.example", false)]
    [InlineData("https://friend.example:444", "site.example", false)]
    public void IsAllowed_ByHostAndPort_OrByTheList(string origin, string host, bool isAllowed) =>
        Assert.Equal(isAllowed, SocketOrigin.IsAllowed(Requests.Get("/", Requests.Header("Origin", origin), Requests.Header("Host", host)), ["https://friend.example"]));

    [Theory]
    [InlineData("https://site.example", true)]
    [InlineData("https://site.example:443", true)]
    [InlineData("http://site.example", false)]
    [InlineData("http://site.example:443", false)]
    [InlineData("http://friend.example", true)]
    public void IsAllowed_OverTls_OnlyToPagesThatHaveItToo_OrByTheList(string origin, bool isAllowed)
    {
        var request = Requests.Get("/", Requests.Header("Origin", origin));
        request.Scheme = "https";

        Assert.Equal(isAllowed, SocketOrigin.IsAllowed(request, ["http://friend.example"]));
    }

    [Fact]
    public void IsAllowed_WithoutAnOrigin_AsProgramsHaveNone() => Assert.True(SocketOrigin.IsAllowed(Requests.Get(), []));

    [Fact]
    public void IsAllowed_WithTwoOrigins_IsNot() =>
        Assert.False(SocketOrigin.IsAllowed(Requests.Get("/", Requests.Header("Origin", "http://site.example", "http://site.example")), []));
}
