using System.Globalization;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>WebSockets are recycled, drained and kept up to date as streams are.</summary>
public sealed class SocketLifetimeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recycling_Closes1001_AndOneWhoComesBackMissesNothing(bool isHttp2)
    {
        await using var page = await WatchedSite.StartAsync(comet: """ "ConnectionBytes": 300, """, isHttp2: isHttp2);
        page.Site.SetBody("/page", "application/json", Counting.Body(0));
        var (n, id) = (0, "");
        var seen = new List<string>();

        for (var connection = 0; connection < 3; connection++)
        {
            await using var client = await page.ConnectAsync("/_comet/stream", new() { IsHttp2 = isHttp2 });
            await client.SendAsync($$"""{"subscribe":"/page","since":"{{id}}"}""");
            var closed = client.ClosedAsync();
            var deadline = new Deadline("the close", client.Messages.Dump);
            while (client.Messages.EndReason is null)
            {
                deadline.Check();
                var wanted = Counting.Body(n);
                await Task.WhenAny(client.WaitForAsync(line => line.Data == wanted, $"state {n}"), closed);
                if (client.Messages.Items.Any(line => line.Data == wanted)) page.Site.SetBody("/page", "application/json", Counting.Body(++n));
            }

            Assert.Equal((1001, "recycled"), (await closed, client.CloseReason));
            seen.AddRange(client.Messages.Items.Where(line => line.Event is "message").Select(line => line.Data!));
            id = client.Messages.Items.LastOrDefault(line => line.Id is not null)?.Id ?? id;
        }

        Assert.Equal(Enumerable.Range(0, seen.Count).Select(Counting.Body), seen);
        Assert.True(seen.Count > 3, "hardly anything was streamed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drain_IsToldAndCloses1001(bool isHttp2)
    {
        await using var page = await WatchedSite.StartAsync(isHttp2: isHttp2);
        page.Site.On("/page", Answers.Json("1"));
        await using var client = await page.ConnectAsync("/page", new() { IsHttp2 = isHttp2 });
        await client.WaitForAsync(line => line.Event is "message", "the state");
        await using var idle = await page.ConnectAsync("/_comet/stream", new() { IsHttp2 = isHttp2 });
        await idle.WaitForAsync(line => line.Event is "retry", "the opening");

        await page.Gateway.StopAsync();

        Assert.Equal((1001, "draining", 1001), (await client.ClosedAsync(), client.CloseReason, await idle.ClosedAsync()));
        Assert.Equal(("status", null, "draining"), (client.Messages.Items[^1].Event, client.Messages.Items[^1].Url, client.Messages.Items[^1].Of("state")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AClientThatStopsReading_SkipsStates_AndGetsTheNewest(bool isHttp2)
    {
        const int States = 40;
        var padding = new string('x', 400_000);
        await using var page = await WatchedSite.StartAsync("""{ "Poll": { "Interval": "00:00:00.050" }, "Audience": "Everyone" }""", """ "SendTimeout": "00:01:00", """, isHttp2);
        page.Site.SetBody("/page", "application/json", State(0));
        await using var slow = await page.ConnectAsync("/page", new() { IsHttp2 = isHttp2 }, isReading: false);
        await using var watching = await page.ConnectAsync("/page", new() { IsHttp2 = isHttp2 });
        for (var n = 0; n < States; n++)
        {
            page.Site.SetBody("/page", "application/json", State(n));
            var wanted = State(n);
            await watching.WaitForAsync(line => line.Data == wanted, $"state {n}");
        }

        slow.Read();
        var last = await slow.WaitForAsync(line => line.Event is "message" && line.Of("n") == (States - 1).ToString(CultureInfo.InvariantCulture), "the newest");

        var numbers = slow.Messages.Items.Where(line => line.Event is "message").Select(line => int.Parse(line.Of("n")!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.True(numbers.Count < States, "nothing was skipped");
        Assert.Equal(State(States - 1), last.Data);

        string State(int n) => string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{n},\"x\":\"{padding}\"}}");
    }
}
