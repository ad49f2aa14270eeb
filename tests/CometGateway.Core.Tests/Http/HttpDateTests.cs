using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class HttpDateTests
{
    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    [InlineData("sun, 06 nov 1994 08:49:37 gmt")]
    public void Parse_EveryFormOfTheStandard_IsTheSameInstant(string text) =>
        Assert.Equal(new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero), HttpDate.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0200")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 CET")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT")]
    public void Parse_AnythingElse_IsNull(string? text) => Assert.Null(HttpDate.Parse(text));
}
