using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Identity;

/// <summary>WebSockets and long polls that come back by themselves are no sign of their user.</summary>
public sealed class ReturningTests
{
    private const string Policy = """{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "01:00:00" }""";
    private const string Forgetful = """{ "Poll": { "Interval": "00:00:00.100" }, "IdentityIdle": "01:00:00", "Linger": "00:00:00" }""";
    private static readonly (string Name, string Value) Anna = ("Cookie", "user=anna");
    private static readonly SocketClientOptions AsAnna = new() { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [Anna.Name] = Anna.Value } };

    private readonly ShiftedTimeProvider _time = new();

    [Theory]
    [InlineData("/page?comet.since={id}")]
    [InlineData("/page")]
    [InlineData("/_comet/stream?url=%2Fpage%3Fcomet.since%3D{id}")]
    public async Task ASocket_ThatComesBackAgainAndAgain_LetsItsUserBecomeIdle(string path)
    {
        await using var page = await StartAsync(Policy);
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");
        path = path.Replace("{id}", client.LastEventId, StringComparison.Ordinal);

        await UntilIdleAsync(page, client, async () =>
        {
            await using var socket = await page.ConnectAsync(path, AsAnna);
            await socket.WaitForAsync(line => line.Event is "status", "the status");
        });
    }

    [Theory]
    [InlineData("wait=0")]
    [InlineData("wait=1")]
    public async Task ALongPoll_ThatComesBackAgainAndAgain_LetsItsUserBecomeIdle(string prefer)
    {
        await using var page = await StartAsync(Policy);
        await using var client = page.Open("/page", Anna);
        await client.BodyAsync("one");
        var tag = (await page.GetAsync("/page", Anna))["ETag"]!;

        await UntilIdleAsync(page, client, async () => Assert.Equal(304, (await page.GetAsync("/page", Anna, ("Prefer", prefer), ("If-None-Match", tag))).Status));
    }

    [Theory]
    [InlineData("/page?comet.since={id}", null)]
    [InlineData("/_comet/stream", """{"subscribe":"/page","since":"{id}"}""")]
    public async Task ASocket_ThatComesBackAfterItsResourceIsForgotten_IsNoSignOfItsUser(string path, string? message)
    {
        await using var page = await StartAsync(Forgetful);
        string id;
        await using (var client = page.Open("/page", Anna))
        {
            await client.BodyAsync("one");
            await IdleAsync(client);
            id = client.LastEventId!;
        }

        await Eventually.IsTrueAsync(() => page.Resources.Count == 0, "the resource to be over");
        var polled = page.Site.Requests.Count("/page");
        await using var back = await page.ConnectAsync(path.Replace("{id}", id, StringComparison.Ordinal), AsAnna);
        if (message is not null) await back.SendAsync(message.Replace("{id}", id, StringComparison.Ordinal));

        await back.WaitForAsync(line => line.Event is "status" && line.Of("state") is "stale", "the pause");
        Assert.Equal(polled, page.Site.Requests.Count("/page"));
    }

    [Fact]
    public async Task ALongPoll_ThatComesBackAfterItsResourceIsForgotten_IsNoSignOfItsUser()
    {
        await using var page = await StartAsync(Forgetful);
        string tag;
        await using (var client = page.Open("/page", Anna))
        {
            await client.BodyAsync("one");
            tag = (await page.GetAsync("/page", Anna))["ETag"]!;
            await IdleAsync(client);
        }

        await Eventually.IsTrueAsync(() => page.Resources.Count == 0, "the resource to be over");
        var polls = page.Polls.Ended.Count;

        // The site answers it itself, with this user's own request.
        Assert.Equal(304, (await page.GetAsync("/page", Anna, ("Prefer", "wait=300"), ("If-None-Match", tag)).WaitAsync(Patience.Default)).Status);
        Assert.Equal(polls, page.Polls.Ended.Count);
    }

    /// <summary>Comes back from time to time until the page is paused, and then some more times, which do not end the pause.</summary>
    private async Task UntilIdleAsync(WatchedSite page, SseClient client, Func<Task> comeBack)
    {
        for (var i = 0; i < 3; i++)
        {
            await comeBack();
            _time.SetForward(TimeSpan.FromMinutes(25));
        }

        await PausedAsync(client);
        var polls = page.Polls.Ended.Count;
        for (var i = 0; i < 3; i++) await comeBack();
        Assert.Equal(polls, page.Polls.Ended.Count);
    }

    private Task IdleAsync(SseClient client)
    {
        _time.SetForward(TimeSpan.FromHours(2));
        return PausedAsync(client);
    }

    private static async Task PausedAsync(SseClient client) =>
        await client.WaitForAsync(one => one.Data.Contains("IdentityIdle", StringComparison.Ordinal), "the pause, which is not put off by what comes back by itself");

    private async Task<WatchedSite> StartAsync(string policy)
    {
        var page = await WatchedSite.StartAsync(policy, time: _time);
        page.Site.SetBody("/page", "text/plain", "one");
        return page;
    }
}
