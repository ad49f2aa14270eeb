using CometGateway.Core.Http;
using CometGateway.Resources;
using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

/// <summary>RFC 9111 §4.1, and CORS.</summary>
public class StoredSelectionTests
{
    [Theory]
    [InlineData("Prefer", "wait=1")]
    [InlineData("Content-Type", "application/json")]
    [InlineData("Cache-Control", "max-age=9")]
    [InlineData("X-Unknown", "1")]
    public void IsFor_ARequestWithAHeaderThatTheSiteVariesByAndThePollDidNotSend_IsFalse(string name, string value)
    {
        Assert.False(IsFor([("Vary", $"Accept-Encoding,,{name.ToLowerInvariant()} , Cookie")], (name, value)));
        Assert.True(IsFor([("Vary", $"Accept-Encoding, {name}")]));
        Assert.True(IsFor([("Vary", "X-Other")], (name, value)));
    }

    [Theory]
    [InlineData("Accept", "text/html")]
    [InlineData("Cookie", "sid=1")]
    [InlineData("Authorization", "Basic eA==")]
    [InlineData("Accept-Encoding", "br")]
    [InlineData("Host", "gateway.example")]
    [InlineData("Connection", "keep-alive")]
    public void IsFor_ARequestWithAHeaderThatTheKeyStandsFor_IsTrue(string name, string value) => Assert.True(IsFor([("Vary", name)], (name, value)));

    [Fact]
    public void IsFor_AnAnswerThatNoTwoRequestsMayShare_IsFalse() => Assert.False(IsFor([("Vary", "Accept, *")]));

    [Fact]
    public void IsFor_ACrossOriginRequest_OnlyWithHeadersThatAreTheSameForAllOrigins()
    {
        (string, string)[] origin = [("Origin", "https://shop.example")];

        Assert.False(IsFor([], origin));
        Assert.False(IsFor([("Access-Control-Allow-Origin", "https://shop.example")], origin));
        Assert.True(IsFor([("Access-Control-Allow-Origin", "*")], origin));
        Assert.True(IsFor([("Vary", "Origin")], isOriginInKey: true, AudienceKey.Anonymous, origin));
    }

    [Theory]
    [InlineData("Cookie")]
    [InlineData("Authorization")]
    public void IsFor_ACrossOriginRequestWithCredentials_IsFalseEvenForAllOrigins(string name) =>
        Assert.False(IsFor([("Access-Control-Allow-Origin", "*")], ("Origin", "https://shop.example"), (name, "x")));

    [Fact]
    public void IsFor_ACrossOriginRequestForOneUsersState_IsFalse() => Assert.False(
        IsFor([("Access-Control-Allow-Origin", "*")], isOriginInKey: false, AudienceKey.Credential(new byte[16]), ("Origin", "https://shop.example")));

    private static bool IsFor((string Name, string Value)[] stored, params (string Name, string Value)[] headers) =>
        IsFor(stored, isOriginInKey: false, AudienceKey.Anonymous, headers);

    private static bool IsFor((string Name, string Value)[] stored, bool isOriginInKey, AudienceKey audience, params (string Name, string Value)[] headers)
    {
        VariedHeader[] varied = isOriginInKey ? [new("Accept", "*/*"), new("Origin", "https://shop.example")] : [new("Accept", "*/*")];
        var request = Requests.Get("/page", [.. headers.Select(header => Requests.Header(header.Name, header.Value))]);
        var key = new ResourceKey("prices", "http", "gateway.example", "/page", "", varied, audience);
        return StoredSelection.IsFor(request, key, new HeaderFields(stored.Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }
}
