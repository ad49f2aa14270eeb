using System.Text;
using CometGateway.Core.History;
using CometGateway.Core.Http;
using CometGateway.Core.Snapshots;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Core.Tests.History;

public class ResourceHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HistoryBounds Wide = new(100, 1_000_000, TimeSpan.FromDays(1));

    [Fact]
    public void Empty_HasNoCurrent_AndFindsNothing()
    {
        var history = ResourceHistory.Empty(Wide);

        Assert.Null(history.Current);
        Assert.Empty(history.Changes);
        Assert.Equal(0, history.Bytes);
        Assert.Null(history.Find(Version.None));
        Assert.Same(history, history.Trim(Start));
    }

    [Fact]
    public void Append_ChainsEachChangeToTheVersionBefore()
    {
        var (a, b) = (Snapshot("a"), Snapshot("b"));

        var history = ResourceHistory.Empty(Wide).Append(a).Append(b);

        Assert.Equal([new Change(Version.None, a), new Change(a.Version, b)], history.Changes);
        Assert.Same(b, history.Current);
        Assert.Equal(2, history.Bytes);
    }

    [Fact]
    public void Append_LeavesTheHistoryItWasCalledOnAsItWas()
    {
        var before = ResourceHistory.Empty(Wide).Append(Snapshot("a"));

        before.Append(Snapshot("b"));

        Assert.Equal("a", Text(before.Current));
        Assert.Single(before.Changes);
    }

    [Fact]
    public void Append_BeyondTheCount_ForgetsTheOldest()
    {
        var history = Of(Wide with { Changes = 2 }, "a", "b", "c");

        Assert.Equal(["b", "c"], history.Changes.Select(c => Text(c.To)));
    }

    [Fact]
    public void Append_BeyondTheBytes_ForgetsTheOldest()
    {
        var history = Of(Wide with { Bytes = 6 }, "aaa", "bbb", "ccc");

        Assert.Equal(["bbb", "ccc"], history.Changes.Select(c => Text(c.To)));
        Assert.Equal(6, history.Bytes);
    }

    [Fact]
    public void Append_LargerThanAllTheBytes_KeepsTheCurrentAlone()
    {
        var history = Of(Wide with { Bytes = 6 }, "aaa", "bbbbbbbbb");

        Assert.Equal("bbbbbbbbb", Text(Assert.Single(history.Changes).To));
    }

    [Fact]
    public void Append_AfterALongQuietTime_KeepsTheVersionThatEverybodyHad()
    {
        var bounds = Wide with { Age = TimeSpan.FromMinutes(5) };
        var quiet = Snapshot("a");

        var history = ResourceHistory.Empty(bounds).Append(quiet).Append(Snapshot("b", TimeSpan.FromHours(2)));

        Assert.Same(quiet, history.Find(quiet.Version));
    }

    [Fact]
    public void Trim_CountsAgeFromWhenAVersionWasReplaced()
    {
        var bounds = Wide with { Age = TimeSpan.FromMinutes(5) };
        var history = ResourceHistory.Empty(bounds)
            .Append(Snapshot("a"))
            .Append(Snapshot("b", TimeSpan.FromMinutes(1)))
            .Append(Snapshot("c", TimeSpan.FromMinutes(2)));

        Assert.Same(history, history.Trim(Start + TimeSpan.FromMinutes(6)));
        Assert.Equal(["b", "c"], history.Trim(Start + TimeSpan.FromMinutes(6.5)).Changes.Select(c => Text(c.To)));
        Assert.Equal(["c"], history.Trim(Start + TimeSpan.FromMinutes(7.5)).Changes.Select(c => Text(c.To)));
    }

    [Fact]
    public void Trim_NeverForgetsTheCurrent()
    {
        var history = ResourceHistory.Empty(Wide with { Age = TimeSpan.FromSeconds(1) }).Append(Snapshot("a"));

        Assert.Same(history, history.Trim(Start + TimeSpan.FromDays(30)));
    }

    [Fact]
    public void Find_OfAVersionThatCameBack_IsItsNewestSnapshot()
    {
        var (first, again) = (Snapshot("a"), Snapshot("a", TimeSpan.FromSeconds(2)));

        var history = ResourceHistory.Empty(Wide).Append(first).Append(Snapshot("b", TimeSpan.FromSeconds(1))).Append(again);

        Assert.Same(again, history.Find(first.Version));
    }

    [Fact]
    public void Find_OfAForgottenOrUnknownVersion_IsNull()
    {
        var history = Of(Wide with { Changes = 1 }, "a", "b");

        Assert.Null(history.Find(Snapshot("a").Version));
        Assert.Null(history.Find(Snapshot("z").Version));
    }

    private static ResourceHistory Of(HistoryBounds bounds, params string[] bodies) =>
        bodies.Aggregate(ResourceHistory.Empty(bounds), (history, body) => history.Append(Snapshot(body)));

    private static Snapshot Snapshot(string body, TimeSpan after = default)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new(Version.Of("text/plain", bytes), "text/plain", bytes, bytes, HeaderFields.Empty, Validators.None, Start + after);
    }

    private static string Text(Snapshot? snapshot) => Encoding.UTF8.GetString(snapshot!.Body.Span);
}
