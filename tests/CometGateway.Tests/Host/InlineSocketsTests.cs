using CometGateway.Host;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CometGateway.Tests.Host;

public sealed class InlineSocketsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("true", false)] // .NET does not take it for on either.
    [InlineData("1", true)]
    public void TheServer_DoesAsTheSocketsDo(string? said, bool isInline)
    {
        var sockets = new SocketTransportOptions();

        InlineSockets.Configure(sockets, said);

        Assert.Equal(isInline, sockets.UnsafePreferInlineScheduling);
    }
}
