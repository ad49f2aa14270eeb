using CometGateway.Configuration;
using CometGateway.Core.Http;
using CometGateway.Resources;
using Microsoft.AspNetCore.Http;
using static CometGateway.Tests.Routing.Requests;

namespace CometGateway.Tests.Resources;

public class ResourceRequestTests
{
    private readonly Identity _identity = new();

    [Fact]
    public void Create_PlainRequest_PollsTheSameUrlWithNothingOfTheClient()
    {
        var request = Get(
            "/Prices?b=2&_=99&comet.since=v&a=1",
            Header("User-Agent", "Mozilla"), Header("Accept", "text/event-stream"), Header("Accept-Language", "de"), Header("Referer", "/x"),
            Header("If-None-Match", "\"c\""), Header("Range", "bytes=0-1"), Header("X-Forwarded-For", "1.2.3.4"), Header("Proxy-Authorization", "Basic QQ=="));

        var made = Create(request);

        Assert.Equal(("http", "site.example", "/Prices", "?b=2&a=1"), (made.Poll.Scheme, made.Poll.Host, made.Poll.Path, made.Poll.Query));
        Assert.Equal([new("Accept", "*/*")], made.Poll.Headers);
        Assert.Equal("v", made.Reserved["comet.since"]);
    }

    [Fact]
    public void Create_Credential_TravelsWithThePoll()
    {
        var made = Create(Get("/", Header("Cookie", "b=2; a=1"), Header("Authorization", "Bearer t")));

        Assert.Equal("a=1; b=2", made.Poll.Headers["Cookie"]);
        Assert.Equal("Bearer t", made.Poll.Headers["Authorization"]);
    }

    [Fact]
    public void Create_ClientAddress_IsTheUsersOwn_AStrangersForStrangers_AndNoneForEveryone()
    {
        var (user, stranger) = (Get("/", Header("Cookie", "a=1")), Get());
        foreach (var request in new[] { user, stranger }) request.HttpContext.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("10.1.2.3");

        Assert.Equal("10.1.2.3", Create(user).Poll.ClientAddress?.ToString());
        Assert.Equal("192.0.2.1", Create(stranger).Poll.ClientAddress?.ToString());
        Assert.Null(Create(user, Everyone, "cookie").Poll.ClientAddress);
    }

    [Fact]
    public void Create_OneUserAtTwoAddresses_AreTwoResources_AndStrangersAreOne()
    {
        Assert.NotEqual(At("10.1.2.3", Header("Cookie", "a=1")), At("10.9.9.9", Header("Cookie", "a=1")));
        Assert.Equal(At("10.1.2.3", Header("Cookie", "a=1")), At("10.1.2.3", Header("Cookie", "a=1")));
        Assert.NotEqual(At("10.1.2.3", Header("Cookie", "a=1")).GetHashCode(), At("10.9.9.9", Header("Cookie", "a=1")).GetHashCode());
        Assert.Equal(At("10.1.2.3", Header("Cookie", "a=1")), At("::ffff:10.1.2.3", Header("Cookie", "a=1")));
        Assert.Equal(At("10.1.2.3"), At("10.9.9.9"));

        ResourceKey At(string address, params (string, string[])[] headers)
        {
            var request = Get("/", headers);
            request.HttpContext.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
            return Create(request).Key;
        }
    }

    [Fact]
    public void Create_PathBase_IsPartOfTheKeyAndOfThePoll()
    {
        var (plain, below) = (Get("/prices"), Get("/prices"));
        below.PathBase = "/shop";

        Assert.Equal(("/shop", "/prices"), (Create(below).Poll.PathBase, Create(below).Poll.Path));
        Assert.NotEqual(Create(plain).Key, Create(below).Key);
    }

    [Fact]
    public void Create_AnonymousUnderIdentityCookies_PollCarriesNoCookie()
    {
        var policy = PerCredential with { IdentityCookies = ["sid"] };

        var made = Create(Get("/", Header("Cookie", "_ga=1")), policy, "cookie");

        Assert.False(made.Poll.Headers.Contains("Cookie"));
    }

    [Fact]
    public void Create_EqualKeysOfOneCaller_MakeEqualPolls()
    {
        var one = Create(Get("/a?x=1&_=1", Header("Cookie", "b=2; a=1"), Header("Accept-Language", "de", "en")), vary: ["accept-language", "accept"]);
        var two = Create(Get("/a?_=2&x=1&comet.events=json-patch", Header("Accept", "text/event-stream"), Header("Cookie", "a=1", "b=2"), Header("Accept-Language", "de, en")), vary: ["Accept", "Accept-Language"]);

        Assert.Equal(one.Key, two.Key);
        Assert.Equal(one.Poll.Headers.ToList(), two.Poll.Headers.ToList());
        Assert.Equal((one.Poll.Query, one.Poll.Path, one.Poll.Host), (two.Poll.Query, two.Poll.Path, two.Poll.Host));
    }

    public static TheoryData<string> WhatSeparates => ["path", "case", "query", "order", "host", "scheme", "route", "cookie", "language", "no language"];

    [Theory]
    [MemberData(nameof(WhatSeparates))]
    public void Create_OneThingDiffers_IsAnotherResource(string difference)
    {
        var policy = PerCredential;
        var before = Request();
        var after = Request();
        var route = "r";
        switch (difference)
        {
            case "path": after.Path = "/b"; break;
            case "case": after.Path = "/A"; break;
            case "query": after.QueryString = new QueryString("?x=1&y=3"); break;
            case "order": after.QueryString = new QueryString("?y=2&x=1"); break;
            case "host": after.Host = new HostString("evil.example"); break;
            case "scheme": after.Scheme = "https"; break;
            case "route": route = "other"; break;
            case "cookie": after.Headers.Cookie = "sid=ben"; break;
            case "language": after.Headers.AcceptLanguage = "en"; break;
            default: after.Headers.Remove("Accept-Language"); break;
        }

        var one = Create(before, policy, vary: ["accept-language"]);
        var two = ResourceRequest.Create(after, route, policy, _identity.Of(after, policy), ["accept-language"]);

        Assert.NotEqual(one.Key, two.Key);
        Assert.False(one.Key.Equals((object)two.Key));

        static HttpRequest Request() => Get("/a?x=1&y=2", Header("Cookie", "sid=ann"), Header("Accept-Language", "de"));
    }

    [Fact]
    public void Create_HostInOtherCase_IsTheSameResource()
    {
        var other = Get();
        other.Host = new HostString("SITE.Example");

        Assert.Equal(Create(Get()).Key, Create(other).Key);
        Assert.Equal(Create(Get()).Key.GetHashCode(), Create(other).Key.GetHashCode());
    }

    [Theory]
    [InlineData(null, "*/*")]
    [InlineData("text/event-stream", "*/*")]
    [InlineData("Text/Event-Stream;q=0.9, application/x-ndjson", "*/*")]
    [InlineData("application/json, text/event-stream", "application/json")]
    [InlineData("application/json,text/html;q=0.5", "application/json, text/html;q=0.5")]
    public void Create_VaryAccept_StreamTypesAreNotForTheSite(string? accept, string sent)
    {
        var request = accept is null ? Get() : Get("/", Header("Accept", accept));

        var made = Create(request, vary: ["accept"]);

        Assert.Equal(sent, Assert.Single(made.Poll.Headers).Value);
        Assert.Equal(sent, Assert.Single(made.Key.Varied).Value);
    }

    [Fact]
    public void Create_VaryHeader_JoinsKeyAndPollWithAllItsLines()
    {
        var made = Create(Get("/", Header("X-Tenant", "a", "b")), vary: ["X-Tenant", "x-tenant"]);

        Assert.Equal(new VariedHeader("x-tenant", "a, b"), Assert.Single(made.Key.Varied));
        Assert.Equal("a, b", made.Poll.Headers["X-Tenant"]);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("Cookie")]
    [InlineData("authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Accept-Encoding")]
    [InlineData("Range")]
    [InlineData("If-None-Match")]
    [InlineData("Transfer-Encoding")]
    [InlineData(":path")]
    public void Create_VaryOnWhatAPollDoesNotTakeFromTheClient_IsTheSameResource(string name)
    {
        Assert.False(SelectingHeaders.Contains(name));
        Assert.Equal(Create(Get()).Key, Create(Get("/", Header("Range", "bytes=0-1"), Header("Transfer-Encoding", "chunked")), vary: [name]).Key);
    }

    private ResourceRequest Create(HttpRequest request, CometPolicy? policy = null, params string[] vary) =>
        ResourceRequest.Create(request, "r", policy ?? PerCredential, _identity.Of(request, policy ?? PerCredential), vary);
}
