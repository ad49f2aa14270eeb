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
}
