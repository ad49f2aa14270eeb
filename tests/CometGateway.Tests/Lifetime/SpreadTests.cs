using CometGateway.Lifetime;

namespace CometGateway.Tests.Lifetime;

public class SpreadTests
{
    [Theory]
    [InlineData(0, 20, 0)]
    [InlineData(1, 20, 0.002)]
    [InlineData(500, 20, 1)]
    [InlineData(9_999, 20, 19.998)]
    [InlineData(1_000_000, 20, 20)]
    [InlineData(1_000, 0, 0)]
    public void WindowFor_IsASecondForEvery500Clients_AndNoLongerThanAllowed(long clients, double longest, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Spread.WindowFor(clients, TimeSpan.FromSeconds(longest)));
}
