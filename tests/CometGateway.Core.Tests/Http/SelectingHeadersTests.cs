using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class SelectingHeadersTests
{
    [Theory]
    [InlineData("Accept")]
    [InlineData("accept-language")]
    [InlineData("Origin")]
    [InlineData("User-Agent")]
    [InlineData("X-Requested-With")]
    [InlineData("Sec-CH-UA-Mobile")]
    [InlineData("Prefer")]
    [InlineData("A-IM")]
    public void Contains_AHeaderThatAClientChooses_IsTrue(string name) => Assert.True(SelectingHeaders.Contains(name));

    [Theory]
    [InlineData("Cookie")]
    [InlineData("AUTHORIZATION")]
    [InlineData("accept-encoding")]
    [InlineData("Host")]
    [InlineData("Range")]
    [InlineData("If-None-Match")]
    [InlineData("Connection")]
    [InlineData("Cache-Control")]
    [InlineData("last-event-id")]
    public void Contains_WhatAPollNeverTakesFromAClient_IsFalse(string name) => Assert.False(SelectingHeaders.Contains(name));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData(":path")]
    public void Contains_WhatIsNoHeaderName_IsFalse(string name) => Assert.False(SelectingHeaders.Contains(name));

    [Theory]
    [InlineData("Cookie", true)]
    [InlineData("authorization", true)]
    [InlineData("HOST", true)]
    [InlineData("Accept-Encoding", true)]
    [InlineData("Connection", true)]
    [InlineData("Cache-Control", false)]
    [InlineData("Content-Type", false)]
    [InlineData("Last-Event-ID", false)]
    [InlineData("Accept", false)]
    [InlineData("*", false)]
    public void IsSettled_OnlyWhatSomethingElseStandsForOrNeverReachesTheSite(string name, bool settled) => Assert.Equal(settled, SelectingHeaders.IsSettled(name));
}
