using System.Globalization;
using CometGateway.Core.Http;
using static CometGateway.Core.Tests.Http.HeaderFieldsTests;

namespace CometGateway.Core.Tests.Http;

public class FreshnessTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("max-age=60", null, 60)]
    [InlineData("s-maxage=30, max-age=60", null, 30)]
    [InlineData("max-age=60, s-maxage=30", null, 30)]
    [InlineData("public, MAX-AGE=60", null, 60)]
    [InlineData("max-age=\"60\"", null, 60)]
    [InlineData("max-age=60, max-age=60", null, 60)]
    [InlineData("max-age=60", "0", 60)]
    [InlineData("max-age=0", null, 0)]
    [InlineData("max-age=99999999999999999999", null, 2147483648)]
    [InlineData("public", "Sun, 01 Mar 2026 12:01:30 GMT", 90)]
    [InlineData(null, "Sun, 01 Mar 2026 12:01:30 GMT", 90)]
    [InlineData(null, "Sunday, 01-Mar-26 12:01:30 GMT", 90)]
    [InlineData(null, "Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    public void Of_ExplicitLifetime_IsRead(string? cacheControl, string? expires, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), At(cacheControl, expires).Lifetime);

    [Theory]
    [InlineData("max-age=ten", null)]
    [InlineData("max-age", null)]
    [InlineData("max-age=-5", null)]
    [InlineData("max-age=1.5", null)]
    [InlineData("max-age=10, max-age=20", null)]
    [InlineData("s-maxage=x, max-age=60", null)]
    [InlineData("no-cache, max-age=60", null)]
    [InlineData("no-cache=\"Set-Cookie\", max-age=60", null)]
    [InlineData("no-store, max-age=60", null)]
    [InlineData(null, "0")]
    [InlineData(null, "-1")]
    [InlineData(null, "tomorrow")]
    [InlineData(null, "Sun, 01 Mar 2026 12:01:30 CET")]
    [InlineData(null, "Sun, 01 Mar 2026 12:01:30 GMT, Sun, 01 Mar 2026 12:05:30 GMT")]
    public void Of_InvalidOrConflicting_IsStale(string? cacheControl, string? expires)
    {
        var freshness = At(cacheControl, expires);

        Assert.Equal(TimeSpan.Zero, freshness.Lifetime);
        Assert.False(freshness.IsFreshAt(Now));
        Assert.Equal(TimeSpan.Zero, freshness.RemainingAt(Now));
    }

    [Fact]
    public void Of_NothingExplicit_HasNoLifetimeAndNoHeuristic()
    {
        var freshness = Freshness.Of(Headers(("Last-Modified", "Sun, 01 Mar 2020 12:00:00 GMT"), ("Cache-Control", "public")), Now, Now);

        Assert.Null(freshness.Lifetime);
        Assert.Null(freshness.RemainingAt(Now));
        Assert.False(freshness.IsFreshAt(Now));
    }

    [Theory]
    [InlineData(null, 0, 0, 0)]
    [InlineData(null, 0, 3, 3)] // the response delay counts in full
    [InlineData("10", 0, 2, 12)]
    [InlineData("10", 30, 2, 30)] // Date tells of a longer way than Age
    [InlineData(null, 30, 2, 30)]
    [InlineData(null, -30, 0, 0)] // a Date in the future is no negative age
    [InlineData("10, 99", 0, 0, 10)]
    [InlineData("-4", 0, 0, 0)]
    [InlineData("soon", 0, 1, 1)]
    public void Of_AgeDateAndDelay_GiveTheCorrectedInitialAge(string? age, int dateBehind, int delay, int expected)
    {
        List<(string, string)> fields = [("Date", Date(Now.AddSeconds(-dateBehind)))];
        if (age is not null)
            fields.Add(("Age", age));

        var freshness = Freshness.Of(Headers([.. fields]), Now.AddSeconds(-delay), Now);

        Assert.Equal(TimeSpan.FromSeconds(expected), freshness.AgeAtReceipt);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    public void Of_NoUsableDate_CountsFromReceipt(string? date)
    {
        List<(string, string)> fields = [("Expires", Date(Now.AddSeconds(45)))];
        if (date is not null)
            fields.Add(("Date", date));

        var freshness = Freshness.Of(Headers([.. fields]), Now, Now);

        Assert.Equal(TimeSpan.FromSeconds(45), freshness.Lifetime);
        Assert.Equal(TimeSpan.Zero, freshness.AgeAtReceipt);
    }

    [Fact]
    public void Of_ClockSetBackDuringThePoll_HasNoNegativeAge() =>
        Assert.Equal(TimeSpan.Zero, Freshness.Of(HeaderFields.Empty, Now.AddSeconds(5), Now).AgeAtReceipt);

    [Fact]
    public void AgeAndRemaining_AsTimePasses_MeetAtTheLifetime()
    {
        var freshness = new Freshness(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), Now);

        Assert.Equal(TimeSpan.FromSeconds(30), freshness.AgeAt(Now.AddSeconds(20)));
        Assert.Equal(TimeSpan.FromSeconds(30), freshness.RemainingAt(Now.AddSeconds(20)));
        Assert.True(freshness.IsFreshAt(Now.AddSeconds(49)));
        Assert.False(freshness.IsFreshAt(Now.AddSeconds(50)));
        Assert.Equal(TimeSpan.Zero, freshness.RemainingAt(Now.AddSeconds(500)));
        Assert.Equal(TimeSpan.FromSeconds(10), freshness.AgeAt(Now.AddSeconds(-20)));
    }

    [Fact]
    public void Revalidated_304WithNewLifetime_StartsAnew()
    {
        var stored = Headers(("Cache-Control", "max-age=10"), ("Age", "9"), ("Date", Date(Now.AddMinutes(-5))));

        var freshness = Freshness.Revalidated(stored, Headers(("Cache-Control", "max-age=60"), ("Date", Date(Now))), Now, Now);

        Assert.Equal(new Freshness(TimeSpan.FromSeconds(60), TimeSpan.Zero, Now), freshness);
    }

    [Fact]
    public void Revalidated_Bare304_KeepsTheStoredLifetimeButNotTheStoredAge()
    {
        var stored = Headers(("Cache-Control", "max-age=10"), ("Age", "9"), ("Date", Date(Now.AddMinutes(-5))));

        var freshness = Freshness.Revalidated(stored, HeaderFields.Empty, Now.AddSeconds(-1), Now);

        Assert.Equal(new Freshness(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), Now), freshness);
    }

    private static Freshness At(string? cacheControl, string? expires)
    {
        List<(string, string)> fields = [("Date", Date(Now))];
        if (cacheControl is not null)
            fields.Add(("Cache-Control", cacheControl));
        if (expires is not null)
            fields.Add(("Expires", expires));
        return Freshness.Of(Headers([.. fields]), Now, Now);
    }

    private static string Date(DateTimeOffset date) => date.ToString("R", CultureInfo.InvariantCulture);
}
