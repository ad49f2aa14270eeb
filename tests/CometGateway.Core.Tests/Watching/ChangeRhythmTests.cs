using System.Collections.Immutable;
using CometGateway.Core.Watching;

namespace CometGateway.Core.Tests.Watching;

public class ChangeRhythmTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(10, 10, 10, 10, 10, 10, 10.0)]
    [InlineData(10, 10.9, 10, 9.1, 10, 10, 10.0)]
    public void Period_SixGapsThatAgree_IsTheirMean(double a, double b, double c, double d, double e, double f, double expected) =>
        Assert.Equal(expected, ChangeRhythm.Period(Changes(a, b, c, d, e, f))!.Value.TotalSeconds, precision: 6);

    [Theory]
    [InlineData(10, 10, 10, 10, 10, 11.1)]
    [InlineData(10, 10, 20, 10, 10, 10)]
    [InlineData(8.9, 10, 10, 10, 10, 10)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    public void Period_AGapMoreThanATenthOff_IsNone(double a, double b, double c, double d, double e, double f) =>
        Assert.Null(ChangeRhythm.Period(Changes(a, b, c, d, e, f)));

    [Fact]
    public void Period_FiveGaps_IsNone() => Assert.Null(ChangeRhythm.Period(Changes(10, 10, 10, 10, 10)));

    [Fact]
    public void Period_GapsRoughOnlyBecausePollsAreFarApart_IsFoundFromTheBounds()
    {
        // An exact minute, seen by polls 15 s apart: the gaps as seen are 75 s and 60 s and 45 s.
        double[] seen = [0, 75, 135, 180, 240, 315, 360];
        ImmutableArray<SeenChange> changes = [.. seen.Select(by => new SeenChange(Start.AddSeconds(by - 15), Start.AddSeconds(by)))];

        Assert.InRange(ChangeRhythm.Period(changes)!.Value.TotalSeconds, 57, 63);
    }

    [Fact]
    public void UntilNext_ChangeCaughtFresh_IsAPeriodLater() => AssertUntil(10, Regular(seenWithin: 0.2), after: 0);

    [Fact]
    public void UntilNext_NoPollShortlyBefore_ComesALittleEarlier() => AssertUntil(9.75, Regular(seenWithin: 5), after: 0);

    [Fact]
    public void UntilNext_ShortPeriod_ComesATwentiethEarlier() =>
        AssertUntil(0.95, Changes(1, 1, 1, 1, 1, 1), after: 0, shortest: TimeSpan.FromMilliseconds(1));

    [Fact]
    public void UntilNext_PartOfThePeriodGone_IsTheRest() => AssertUntil(4, Regular(seenWithin: 0.2), after: 6);

    [Theory]
    [InlineData(10.0, 0.25)]
    [InlineData(10.1, 0.25)]
    [InlineData(10.5, 0.5)]
    [InlineData(10.9, 0.9)]
    public void UntilNext_Overdue_AsksAgainSoonThenLessOften(double after, double seconds) => AssertUntil(seconds, Regular(seenWithin: 0.2), after);

    [Fact]
    public void UntilNext_OverdueByMoreThanATenth_GivesTheRhythmUp() =>
        Assert.Null(ChangeRhythm.UntilNext(Regular(seenWithin: 0.2), Start.AddSeconds(60 + 11.1), Shortest));

    private static ImmutableArray<SeenChange> Regular(double seenWithin) =>
        [.. Changes(10, 10, 10, 10, 10, 10).Select(change => change with { After = change.By.AddSeconds(-seenWithin) })];

    // No poll between one change and the next.
    private static ImmutableArray<SeenChange> Changes(params double[] gaps)
    {
        var changes = ImmutableArray.CreateBuilder<SeenChange>();
        changes.Add(new(Start.AddSeconds(-gaps[0]), Start));
        foreach (var gap in gaps)
            changes.Add(new(changes[^1].By, changes[^1].By.AddSeconds(gap)));
        return changes.ToImmutable();
    }

    private static void AssertUntil(double seconds, ImmutableArray<SeenChange> changes, double after, TimeSpan? shortest = null)
    {
        var until = ChangeRhythm.UntilNext(changes, changes[^1].By.AddSeconds(after), shortest ?? Shortest);
        Assert.Equal(seconds, until!.Value.TotalSeconds, precision: 6);
    }
}
