using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>A site that has asked for quiet is left alone, however many clients come meanwhile.</summary>
public class FailingSiteTests
{
    private const string Page = "/watched/page";

    [Fact]
    public async Task NewStreams_WhileRetryAfterRuns_GetTheLastGoodStateAndCauseNoPoll()
    {
        var time = new ManualTimeProvider();
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address), time);
        await using var first = SseClient.Open(new(gateway.Address, Page));
        await first.WaitForAsync(one => one.Data is "one", "the first state");
        site.On(Page, Answers.Status(503, "", ("Retry-After", "600")));
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return first.Events.Any(one => one.Data.Contains("stale", StringComparison.Ordinal));
            },
            "the status");
        var polls = site.Requests.Count(Page);

        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await using var next = SseClient.Open(new(gateway.Address, Page));
            await next.WaitForAsync(one => one.Data.Contains("stale", StringComparison.Ordinal), "the status");
            await next.WaitForAsync(one => one.Data is "one", "the last good state");
        }

        Assert.Equal(polls, site.Requests.Count(Page));
    }

    [Fact]
    public async Task NewStreams_OnceRetryAfterIsOver_GoOnWithTheSite()
    {
        var time = new ManualTimeProvider();
        await using var site = (await ScriptedSite.StartAsync()).On(Page, Answers.Status(503, "", ("Retry-After", "60")));
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address), time);
        await using var client = SseClient.Open(new(gateway.Address, Page));
        await client.WaitForAsync(one => one.Data.Contains("stale", StringComparison.Ordinal), "the status");
        site.SetBody(Page, "text/plain", "one");

        await Eventually.IsTrueAsync(
            () =>
            {
                // Less than a poll's timeout, which runs by the same clock.
                time.Advance(TimeSpan.FromSeconds(5));
                return client.Events.Any(one => one.Data is "one");
            },
            "the first state");

        Assert.Contains(client.Events, one => one.Data.Contains("live", StringComparison.Ordinal));
    }
}
