using System.Globalization;
using CometGateway.Routing;

namespace CometGateway.Tests.Routing;

public class VaryMemoryTests
{
    private readonly VaryMemory _memory = new(capacity: 10);

    [Fact]
    public void NamesFor_NothingLearned_IsEmpty() => Assert.Empty(_memory.NamesFor("r", "/a"));

    [Fact]
    public void Learn_NewNames_ReturnsTrueOnceAndUnites()
    {
        Assert.True(_memory.Learn("r", "/a", ["Accept-Language"]));
        Assert.False(_memory.Learn("r", "/a", ["accept-language"]));
        Assert.True(_memory.Learn("r", "/a", ["Accept", "accept-language"]));

        Assert.Equal(["accept", "accept-language"], _memory.NamesFor("r", "/a"));
        Assert.Empty(_memory.NamesFor("r", "/b"));
        Assert.Empty(_memory.NamesFor("other", "/a"));
    }

    [Fact]
    public void Learn_NamesThatNeverJoinTheKey_ReturnsFalse()
    {
        Assert.False(_memory.Learn("r", "/a", ["Cookie", "Accept-Encoding", "*"]));
        Assert.Empty(_memory.NamesFor("r", "/a"));
    }

    [Fact]
    public void Learn_TooManyNames_ReturnsFalseAndKeepsTheOld()
    {
        Assert.True(_memory.Learn("r", "/a", ["x-0"]));

        Assert.False(_memory.Learn("r", "/a", Enumerable.Range(0, VaryMemory.MaxNames + 1).Select(i => $"x-{i}")));

        Assert.Equal(["x-0"], _memory.NamesFor("r", "/a"));
    }

    [Fact]
    public void Learn_ManyPaths_KeepsTheUsedAndForgetsTheRest()
    {
        _memory.Learn("r", "/used", ["accept"]);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(_memory.Learn("r", i.ToString(CultureInfo.InvariantCulture), ["accept"]));
            Assert.NotEmpty(_memory.NamesFor("r", "/used"));
        }

        var kept = Enumerable.Range(0, 1000).Count(i => _memory.NamesFor("r", i.ToString(CultureInfo.InvariantCulture)).Count > 0);
        Assert.InRange(kept, 1, 10);
    }
}
