using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.LongPolls;

/// <summary>What a held poll is answered when its time is over.</summary>
public sealed class DeadlineTests
{
    private const string Page = "/watched/page";

    [Theory]
    [InlineData(1, 304)]
    [InlineData(2, 200)]
    public async Task ADeadline_WhileThePollThatComesNextIsUnderWay_IsAnsweredByIt(int then, int status)
    {
        var (time, release) = (new ManualTimeProvider(), new TaskCompletionSource());
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(1));
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address, policy: """{ "Poll": { "Interval": "00:00:20", "Timeout": "00:01:00" }, "Audience": "Everyone" }"""), time);
        using var http = TestClient.Create(gateway.Address);
        var tag = (await PlainAnswer.OfAsync(http, "GET", Page))["ETag"]!;
        site.On(Page, Answers.Held(release.Task, SiteBody.Of("application/json", Counting.Body(then)).WithETag().AnswerAsync));
        var held = PlainAnswer.OfAsync(http, "GET", Page, ("Prefer", "wait=20"), ("If-None-Match", tag));
        await Eventually.IsTrueAsync(() => gateway.Services.GetService(typeof(ICometResources)) is ICometResources resources && resources.List().Sum(one => one.Subscribers) == 1, "it is held");

        for (var second = 0; second < 25; second++) time.Advance(TimeSpan.FromSeconds(1));
        await site.Requests.NthAsync(2, Page);
        Assert.False(held.IsCompleted);
        release.SetResult();

        var answer = await held;
        Assert.Equal((status, "wait=20"), (answer.Status, answer["Preference-Applied"]));
        Assert.Equal(2, site.Requests.Count(Page));
    }
}
