using System.Collections.Concurrent;
using System.Diagnostics;
using CometGateway.Diagnostics;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Metrics;

/// <summary>The activity of a poll.</summary>
public sealed class ActivityTests
{
    private const string Page = "/watched/verysecretpath";
    // A name of its own: the source is the process's, and other tests' gateways poll too.
    private const string Route = "traced";

    [Fact]
    public async Task Poll_IsARootActivityWithRouteAndStatus_AndWithoutPathQueryOrCookie()
    {
        var polls = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is CometDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("comet.route") as string is Route) polls.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address, routeId: Route));
        await using var client = SseClient.Open(
            new(gateway.Address, Page + "?token=verysecretquery"),
            new() { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Cookie"] = "sid=verysecretcookie" } });
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        site.On(Page, Answers.Reset);
        await client.WaitForAsync(one => one.Data.Contains("stale", StringComparison.Ordinal), "the status");

        await Eventually.IsTrueAsync(() => polls.Any(poll => poll.Status is ActivityStatusCode.Error), "the failed poll");
        Assert.All(polls, poll =>
        {
            Assert.Equal(("comet.poll", null), (poll.OperationName, poll.ParentId));
            Assert.DoesNotContain(poll.TagObjects, tag => $"{tag.Key}={tag.Value}".Contains("verysecret", StringComparison.Ordinal));
        });
        Assert.Equal(200, polls.First().GetTagItem("http.response.status_code"));
        Assert.NotNull(polls.First(poll => poll.Status is ActivityStatusCode.Error).GetTagItem("error.type"));
    }
}
