using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Load;

/// <summary>500 subscribers of one resource that changes every 300 ms for 30 s and is polled every 250 ms.</summary>
[Collection(LoadCollection.Name)]
public sealed class FanOutTests
{
    private const string Page = "/watched/counter";
    private const int Subscribers = 500;
    private const int Last = 100;

    private static readonly TimeSpan Change = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task FiveHundredSubscribers_AChangeEvery300Milliseconds_OnePollPerIntervalAndEverybodyEndsOnTheLast()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On(Page, Counting.Every(Change, Last));
        await using var gateway = await GatewayApp.StartAsync(Configuration(site, "{}"));

        await using var crowd = new Crowd(new(gateway.Address, Page), Subscribers, new() { Reconnect = true });
        await crowd.EverybodyHasAsync(Last, Patient);

        crowd.AssertInOrderUpTo(Last);
        Assert.Equal(Subscribers, crowd.Connections);
        AssertOnePollPerInterval(site.Requests);
    }

    [Fact]
    public async Task FiveHundredSubscribers_RecycledEveryTwoSeconds_LoseNothingAndGetNothingTwice()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.On(Page, Counting.Every(Change, Last));
        await using var gateway = await GatewayApp.StartAsync(Configuration(site, """{ "ConnectionLifetime": "00:00:02", "Retry": "00:00:00.010" }"""));

        await using var crowd = new Crowd(new(gateway.Address, Page), Subscribers, new() { Reconnect = true });
        await crowd.EverybodyHasAsync(Last, Patient);

        crowd.AssertInOrderUpTo(Last);
        crowd.AssertEveryReturnIsUpToDate();
        Assert.True(crowd.Connections - Subscribers > 2_000, $"{crowd.Connections - Subscribers} recycles in all");
        AssertOnePollPerInterval(site.Requests);
    }

    /// <summary>
    /// By their number and not by single gaps: a request may reach the site late on a busy machine, and the next one then seems early.
    /// The moment of each poll is the scheduler's, which has tests on a manual clock.
    /// </summary>
    private static void AssertOnePollPerInterval(RequestLog requests)
    {
        var times = requests.To(Page).Select(request => request.Time).ToArray();
        Assert.Equal(1, requests.MostInFlight(Page));

        // The second poll is moved to 50–100 % of the interval, so that resources that began together do not poll in step.
        var due = ((times[^1] - times[0]) / Interval) + 2;
        Assert.True(times.Length <= due, $"{times.Length} polls, and at most {due} were due.\n{requests.Dump()}");
    }

    private static string Configuration(ScriptedSite site, string comet) => WatchedConfiguration.For(
        site.Address,
        comet.Replace("{", """{ "Limits": { "SessionsPerAddress": 1000 }""" + (comet is "{}" ? "" : ","), StringComparison.Ordinal),
        """{ "Poll": { "Interval": "00:00:00.250" }, "Audience": "Everyone" }""");
}
