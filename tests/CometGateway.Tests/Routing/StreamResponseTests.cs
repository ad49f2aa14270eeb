using CometGateway.Routing;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Tests.Routing;

public sealed class StreamResponseTests
{
    [Theory]
    [InlineData("HTTP/1.0", false)]
    [InlineData("HTTP/1.1", false)]
    [InlineData("HTTP/2", true)]
    [InlineData("HTTP/3", true)]
    public void WhatIsWritten_IsRelayedByALoopOfTheConnection_FromHttp2On(string protocol, bool isRelayed) =>
        Assert.Equal(isRelayed, StreamResponse.IsRelayed(new DefaultHttpContext { Request = { Protocol = protocol } }.Request));
}
