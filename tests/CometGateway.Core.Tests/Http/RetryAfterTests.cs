using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 120 ", 120)]
    [InlineData("-30", 0)]
    [InlineData("Sun, 01 Mar 2026 12:02:00 GMT", 120)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("99999999999999", 2147483648)]
    public void Parse_SecondsOrDate_IsTheWaitFromNow(string value, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("5, 10")]
    [InlineData("Sun, 01 Mar 2026 12:02:00 +0100")]
    public void Parse_Invalid_IsNull(string? value) => Assert.Null(RetryAfter.Parse(value, Now));
}
