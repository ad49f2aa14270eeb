using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class DeltaSecondsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("3600", 3600)]
    [InlineData("2147483648", 2147483648)]
    [InlineData("99999999999999999999999999", 2147483648)]
    public void Parse_Digits_AreSecondsUpToTheCeiling(string text, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeltaSeconds.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("10s")]
    [InlineData("١٢")]
    public void Parse_AnythingElse_IsNull(string? text) => Assert.Null(DeltaSeconds.Parse(text));
}
