using CometGateway.Routing;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

/// <summary>What the requests of many streams say alike is held once.</summary>
public sealed class SharedHeadersTests
{
    private readonly SharedHeaders _shared = new();

    [Theory]
    [InlineData("Accept", "text/event-stream")]
    [InlineData("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")]
    [InlineData("sec-ch-ua", "\"Chromium\";v=\"140\"")]
    public void AValueThatAnotherRequestHad_IsTheSameObject(string name, string value)
    {
        var (first, second) = (Shared(name, value), Shared(name, value));

        Assert.Equal(value, second[name]);
        Assert.Same(first[name][0], second[name][0]);
    }

    /// <summary>Nothing of a user is held when the user has gone.</summary>
    [Theory]
    [InlineData("Cookie", "session=1")]
    [InlineData("Authorization", "Bearer secret")]
    [InlineData("X-Api-Key", "secret")]
    [InlineData("Referer", "https://site.example/?token=secret")]
    public void WhatIsAUsers_IsNotShared(string name, string value)
    {
        var (first, second) = (Shared(name, value), Shared(name, value));

        Assert.NotSame(first[name][0], second[name][0]);
    }

    [Fact]
    public void ValuesThatAreLong_AndSeveralOfOneName_StayAsTheyAre()
    {
        var request = Request("User-Agent", new string('x', 257));
        request["Accept"] = new(["text/event-stream", "*/*"]);
        var own = request["User-Agent"][0];
        _shared.Share(Request("User-Agent", new string('x', 257)));

        _shared.Share(request);

        Assert.Same(own, request["User-Agent"][0]);
        Assert.Equal("text/event-stream,*/*", request["Accept"]);
    }

    [Fact]
    public void MoreValuesThanThereIsRoomFor_StayWhatTheyWere()
    {
        for (var i = 0; i < 5_000; i++)
        {
            var request = Request("User-Agent", $"client {i}");
            _shared.Share(request);
            Assert.Equal($"client {i}", request["User-Agent"]);
        }
    }

    [Fact]
    public void WhatARequestDoesNotSay_IsNotAdded()
    {
        var request = Request("Accept", "text/event-stream");

        _shared.Share(request);

        Assert.Single(request);
    }

    private HeaderDictionary Shared(string name, string value)
    {
        var request = Request(name, value);
        _shared.Share(request);
        return request;
    }

    /// <summary>Every request has objects of its own.</summary>
    private static HeaderDictionary Request(string name, string value) => new() { [name] = new string(value.AsSpan()) };
}
