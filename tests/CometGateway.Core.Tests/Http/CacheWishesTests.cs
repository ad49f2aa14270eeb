using CometGateway.Core.Http;

namespace CometGateway.Core.Tests.Http;

public class CacheWishesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, false, false, false)]
    [InlineData("", "no-cache", false, false, false)]
    [InlineData("no-store", null, true, false, false)]
    [InlineData("NO-CACHE", null, false, true, false)]
    [InlineData("foo=\"bar, no-store", null, true, false, false)]
    [InlineData("max-age=x, only-if-cached", null, false, false, true)]
    [InlineData("max-stale=60", null, false, false, false)]
    [InlineData(null, "no-cache", false, true, false)]
    [InlineData(null, "x=1, No-Cache", false, true, false)]
    [InlineData(null, "no-store", false, false, false)]
    [InlineData("max-stale", "no-cache", false, false, false)]
    public void Of_Words(string? cacheControl, string? pragma, bool noStore, bool noCache, bool onlyIfCached) =>
        Assert.Equal(new CacheWishes(noStore, noCache, onlyIfCached, null, null), CacheWishes.Of(cacheControl, pragma));

    [Theory]
    [InlineData("max-age=5", 5, null)]
    [InlineData("max-age=\"5\"", 5, null)]
    [InlineData("max-age=9, max-age=5, max-age=7", 5, null)]
    [InlineData("max-age=5, min-fresh=3, min-fresh=8", 5, 8)]
    [InlineData("max-age=-1", null, null)]
    [InlineData("max-age, min-fresh=soon", null, null)]
    public void Of_Seconds_TakesTheStrictestThatCanBeRead(string cacheControl, int? maxAge, int? minFresh)
    {
        var wishes = CacheWishes.Of(cacheControl, null);

        Assert.Equal((maxAge, minFresh), ((int?)wishes.MaxAge?.TotalSeconds, (int?)wishes.MinFresh?.TotalSeconds));
    }

    [Theory]
    [InlineData("no-cache", true)]
    [InlineData("max-age=0", true)]
    [InlineData("max-age=1", false)]
    [InlineData("only-if-cached", false)]
    public void MustAsk_WhenNothingHeldWillDo(string cacheControl, bool must) => Assert.Equal(must, CacheWishes.Of(cacheControl, null).MustAsk);

    // The answer was ten seconds old when it came and lives sixty; now it is fifteen seconds old.
    [Theory]
    [InlineData("max-age=15", true)]
    [InlineData("max-age=14", false)]
    [InlineData("min-fresh=45", true)]
    [InlineData("min-fresh=46", false)]
    [InlineData("max-age=15, min-fresh=46", false)]
    [InlineData("max-stale=1", true)]
    public void Allow_ByAgeAndByWhatIsLeft(string cacheControl, bool allowed) =>
        Assert.Equal(allowed, CacheWishes.Of(cacheControl, null).Allow(new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), Noon), Noon.AddSeconds(5)));

    [Fact]
    public void Allow_ASiteThatNamesNoLifetime_PromisesNoFreshness()
    {
        var silent = new Freshness(null, TimeSpan.Zero, Noon);

        Assert.False(CacheWishes.Of("min-fresh=1", null).Allow(silent, Noon));
        Assert.True(CacheWishes.Of("max-age=1", null).Allow(silent, Noon));
    }
}
