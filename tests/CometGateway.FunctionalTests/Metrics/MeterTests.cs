using System.Net;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Metrics;

/// <summary>Every instrument moves with what it counts, and none says a path, a query or a cookie.</summary>
public sealed class MeterTests : IAsyncLifetime
{
    private const string Page = "/watched/verysecretpath";
    private const string Query = "?token=verysecretquery";
    private const string Cookie = "sid=verysecretcookie";

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Stream_FromItsOpeningToItsEnd_IsMeasured()
    {
        await using var gateway = await StartAsync("{}");
        await using (var client = Open(gateway))
        {
            await client.WaitForAsync(one => one.Data is "one", "the first state");
            await gateway.SumReachesAsync("comet.polls", 1, "changed");
            await gateway.SumReachesAsync("comet.polls", 2, "unchanged_304");
            Assert.Equal((1, 1), (gateway.Sum("comet.sessions", "sse"), gateway.Sum("comet.resources")));

            _site.SetBody(Page, "text/plain", "two");
            await client.WaitForAsync(one => one.Data is "two", "the change");
            await gateway.SumReachesAsync("comet.polls", 2, "changed");
            _site.On(Page, Answers.Status(500));
            await client.WaitForAsync(one => one.Data.Contains("stale", StringComparison.Ordinal), "the status");
            await gateway.SumReachesAsync("comet.polls", 1, "failed");
        }

        await Eventually.IsTrueAsync(() => gateway.Sum("comet.sessions", "sse") + gateway.Sum("comet.resources") == 0, "nothing is left");
        Assert.True(gateway.Sum("comet.bytes.sent") > 100);
        Assert.InRange(gateway.Sum("comet.frame.size", "whole"), 2 * "onetwo".Length, 200);
        Assert.True(gateway.Sum("comet.bytes.polled") >= "onetwo".Length);
        Assert.Equal(gateway.Of("comet.polls").Count, gateway.Of("comet.poll.duration").Count);
        Assert.All(gateway.Of("comet.poll.duration"), one => Assert.InRange(one.Value, 0, 20));
        AssertNoSecret(gateway);
    }

    [Fact]
    public async Task ChangeLatency_OfAStatusLongAfterTheChange_IsNotRecorded()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await MeasuredGateway.StartAsync(WatchedConfiguration.For(_site.Address), time);
        await using var client = Open(gateway);
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        time.Advance(TimeSpan.FromMinutes(5));
        _site.On(Page, Answers.Status(503));
        await AdvanceUntilAsync(time, () => client.Events.Any(one => one.Data.Contains("stale", StringComparison.Ordinal)));
        _site.SetBody(Page, "text/plain", "two");
        await AdvanceUntilAsync(time, () => client.Events.Any(one => one.Data is "two"));

        await Eventually.IsTrueAsync(() => gateway.Of("comet.change.latency").Count > 0, "the latency of the change");
        Assert.All(gateway.Of("comet.change.latency"), one => Assert.InRange(one.Value, 0, 60));
    }

    [Fact]
    public async Task Saved_IsWhatThePagesBehindStreamsWouldHaveAskedThemselves()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await MeasuredGateway.StartAsync(WatchedConfiguration.For(_site.Address), time);
        _site.On(Page, Answers.Text("text/plain", new string('x', 10_000)));
        var clients = Enumerable.Range(0, 5).Select(_ => Open(gateway)).ToArray();
        try
        {
            await Task.WhenAll(clients.Select(client => client.WaitForAsync(one => one.Type is "message", "the first state")));
            var (polls, requests, bytes) = (gateway.Sum("comet.polls"), gateway.Observe("comet.requests.saved"), gateway.Observe("comet.bytes.saved"));

            // The page stays as it is and the site, which knows no ETag, sends all of it each time.
            await AdvanceUntilAsync(time, () => gateway.Sum("comet.polls") >= polls + 10);

            var more = gateway.Sum("comet.polls") - polls;
            Assert.Equal((4 * more, 4 * more * 10_000), (gateway.Observe("comet.requests.saved") - requests, gateway.Observe("comet.bytes.saved") - bytes));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Saved_OfGetsAnsweredHere_IsWhatTheyDidNotAskTheSite()
    {
        await using var gateway = await StartAsync("{}");
        _site.SetBody(Page, "text/plain", new string('x', 10_000));
        using var http = TestClient.Create(gateway.App.Address);
        for (var i = 0; i < 5; i++) await http.GetStringAsync(new Uri(Page + Query, UriKind.Relative));

        Assert.Equal(gateway.Sum("comet.answers") - gateway.Sum("comet.polls"), gateway.Observe("comet.requests.saved"));
        Assert.Equal((10_000 * gateway.Sum("comet.answers")) - gateway.Sum("comet.bytes.polled"), gateway.Observe("comet.bytes.saved"));
        Assert.Equal(5, gateway.Sum("comet.answers"));
    }

    [Fact]
    public async Task Saved_OfAHeldPoll_IsItsAnswer()
    {
        var time = new ManualTimeProvider();
        await using var gateway = await MeasuredGateway.StartAsync(WatchedConfiguration.For(_site.Address), time);
        using var http = TestClient.Create(gateway.App.Address);
        var first = await PlainAnswer.OfAsync(http, "GET", Page);
        var held = PlainAnswer.OfAsync(http, "GET", Page, ("Prefer", "wait=300"), ("If-None-Match", first["ETag"]!));
        await AdvanceUntilAsync(time, () => gateway.Sum("comet.polls") >= 10);
        _site.SetBody(Page, "text/plain", "two");
        await AdvanceUntilAsync(time, () => held.IsCompleted);

        Assert.Equal("two", (await held).Body);
        Assert.Equal((2, 0), (gateway.Sum("comet.answers"), gateway.Observe("comet.requests.saved")));
        Assert.Equal(6 - gateway.Sum("comet.bytes.polled"), gateway.Observe("comet.bytes.saved"));
    }

    [Fact]
    public async Task RecyclesRefusalsAndAnswers_AreCountedByReason()
    {
        await using var gateway = await StartAsync("""{ "ConnectionLifetime": "00:00:01", "Retry": "00:00:30", "Limits": { "Sessions": 1 } }""");
        await using var client = Open(gateway);
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        await using var refused = Open(gateway);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await refused.AnswerAsync());
        using var http = TestClient.Create(gateway.App.Address);
        Assert.Equal("one", await http.GetStringAsync(new Uri(Page + Query, UriKind.Relative)));

        await gateway.SumReachesAsync("comet.recycles", 1, "recycled");
        Assert.Equal(1, gateway.Sum("comet.refusals", "sessions_full"));
        Assert.Equal(1, gateway.Sum("comet.answers"));
        AssertNoSecret(gateway);
    }

    [Theory]
    [InlineData("*/*", "")]
    [InlineData("*/*", "wait=10")]
    [InlineData("application/x-ndjson", "wait=10")]
    public async Task ALongPoll_WhoseTimeIsOver_IsAnswered_AndNoRecycling(string accept, string prefer)
    {
        var time = new ManualTimeProvider();
        const string Policy = """{ "Poll": { "Interval": "01:00:00" }, "Audience": "Everyone", "HoldPolls": "00:00:10" }""";
        await using var gateway = await MeasuredGateway.StartAsync(WatchedConfiguration.For(_site.Address, policy: Policy), time);
        using var http = TestClient.Create(gateway.App.Address);
        var first = await PlainAnswer.OfAsync(http, "GET", Page, ("Accept", "application/x-ndjson"), ("Prefer", "wait=10"));
        var (tag, id) = ((await PlainAnswer.OfAsync(http, "GET", Page))["ETag"]!, ReceivedLine.Of(first.Body.TrimEnd().Split('\n')[^1]).Id!);

        var poll = PlainAnswer.OfAsync(http, "GET", $"{Page}?comet.since={id}", ("If-None-Match", tag), ("Accept", accept), ("Prefer", prefer));
        await gateway.App.HaveJoinedAsync();
        for (var second = 0; second < 12; second++) time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(accept is "*/*" ? 304 : 200, (await poll.WaitAsync(Patience.Default)).Status);
        await Eventually.IsTrueAsync(() => gateway.Sum("comet.sessions") == 0, "it is over");
        Assert.Equal(0, gateway.Sum("comet.recycles"));
    }

    private static Task AdvanceUntilAsync(ManualTimeProvider time, Func<bool> condition) => Eventually.IsTrueAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return condition();
        },
        "what the gateway's clock brings");

    private static SseClient Open(MeasuredGateway gateway) => SseClient.Open(
        new(gateway.App.Address, Page + Query),
        new() { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Cookie"] = Cookie } });

    private static void AssertNoSecret(MeasuredGateway gateway)
    {
        Assert.NotEmpty(gateway.All);
        Assert.DoesNotContain(
            gateway.All.SelectMany(one => one.Tags), tag => $"{tag.Key}={tag.Value}".Contains("verysecret", StringComparison.OrdinalIgnoreCase));
    }

    private Task<MeasuredGateway> StartAsync(string comet) => MeasuredGateway.StartAsync(WatchedConfiguration.For(_site.Address, comet));
}
