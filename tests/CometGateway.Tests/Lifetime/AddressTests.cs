using System.Net;
using CometGateway.Lifetime;

namespace CometGateway.Tests.Lifetime;

public class AddressTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    public void Of_OneHost_IsOneKey(string one, string same) => Assert.Equal(Key(one), Key(same));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("0.0.0.1", "::1")]
    [InlineData("10.0.0.1", "::10.0.0.1")]
    [InlineData("0.0.0.0", "::")]
    public void Of_TwoHosts_IsTwoKeys(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Fact]
    public void Of_NoAddress_IsOneKeyToo() => Assert.Equal(default, AddressKey.Of(null));

    [Fact]
    public void TryAdd_UpToTheLimit_AndAgainAfterARemoval()
    {
        var counter = new AddressCounter();
        Assert.True(counter.TryAdd(Key("10.0.0.1"), 2));
        Assert.True(counter.TryAdd(Key("10.0.0.1"), 2));
        Assert.False(counter.TryAdd(Key("10.0.0.1"), 2));
        Assert.True(counter.TryAdd(Key("10.0.0.2"), 2));

        counter.Remove(Key("10.0.0.1"));

        Assert.True(counter.TryAdd(Key("10.0.0.1"), 2));
    }

    [Fact]
    public void TryAdd_ByManyAtOnce_NeverExceedsTheLimit()
    {
        var (counter, added) = (new AddressCounter(), 0);
        Parallel.For(0, 1000, _ =>
        {
            if (counter.TryAdd(default, 100)) Interlocked.Increment(ref added);
        });

        Assert.Equal(100, added);
    }

    private static AddressKey Key(string address) => AddressKey.Of(IPAddress.Parse(address));
}
