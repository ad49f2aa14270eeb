using CometGateway.Transports;

namespace CometGateway.Tests.Transports;

public class OneOrManyTests
{
    [Fact]
    public void Items_StandInTheirOrder_AndLeaveIt()
    {
        var items = new OneOrMany<string>();
        Assert.Equal(0, items.Count);
        Assert.False(items.Remove("a"));
        items.Add("a");
        Assert.Equal(["a"], All(items));
        items.Add("b");
        items.Add("c");
        Assert.Equal(["a", "b", "c"], All(items));

        Assert.True(items.Remove("b"));
        Assert.False(items.Remove("b"));
        Assert.Equal(["a", "c"], All(items));
        Assert.True(items.Remove("a") && items.Remove("c"));
        Assert.Equal(0, items.Count);
        items.Add("d");
        Assert.Equal(["d"], All(items));
    }

    [Fact]
    public void One_TakesNoMemoryOfItsOwn_AndCanBeTakenOut()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var items = new OneOrMany<string>();
        items.Add("a");
        _ = items[0];
        items.Remove("a");

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Index_BeyondTheLast_IsRefused(int count)
    {
        var items = new OneOrMany<string>();
        for (var i = 0; i < count; i++) items.Add("a");

        Assert.Throws<ArgumentOutOfRangeException>(() => items[count]);
    }

    private static List<string> All(OneOrMany<string> items) => [.. Enumerable.Range(0, items.Count).Select(i => items[i])];
}
