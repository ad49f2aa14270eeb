using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public sealed class AcceptEncodingTests
{
    [Theory]
    [InlineData("gzip, deflate, br", "gzip", true)]
    [InlineData("gzip, deflate, br", "br", true)]
    [InlineData("GZIP", "gzip", true)]
    [InlineData("x-gzip", "gzip", true)]
    [InlineData("deflate", "gzip", false)]
    [InlineData("gzip;q=0", "gzip", false)]
    [InlineData("gzip; q=0.000, *", "gzip", false)]
    [InlineData("br;q=1.0, gzip;q=0.8", "gzip", true)]
    [InlineData("*", "br", true)]
    [InlineData("*;q=0", "br", false)]
    [InlineData("*;q=0, br", "br", true)]
    [InlineData("gzip;q=nonsense", "gzip", true)]
    [InlineData("identity", "gzip", false)]
    [InlineData("", "gzip", false)]
    [InlineData(null, "gzip", false)]
    [InlineData(",;,;;=,", "gzip", false)]
    public void Allows_Header_FollowsItsWeights(string? header, string coding, bool expected) =>
        Assert.Equal(expected, AcceptEncoding.Allows(header, coding));
}
