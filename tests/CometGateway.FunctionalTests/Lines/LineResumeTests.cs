using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>A client of lines comes back with the version that it has, and misses nothing.</summary>
public class LineResumeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Since_OfAnEarlierVersion_GetsTheChangesFromThere(bool byHeader)
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.SetBody("/page", "application/json", Prices.Page(1));
        await using var watching = await page.OpenLinesAsync("/page?comet.events=json-patch");
        var first = await watching.WaitForAsync(line => line.Event is "snapshot", "the state");
        page.Site.SetBody("/page", "application/json", Prices.Page(2));
        var second = await watching.WaitForAsync(line => line.Event is "patch", "the change");

        await using var behind = await Resume(first.Id!);
        await using var current = await Resume(second.Id!);
        var missed = await behind.WaitForAsync(line => line.Id is not null, "what it missed");
        page.Site.SetBody("/page", "application/json", Prices.Page(3));
        var next = await current.WaitForAsync(line => line.Id is not null, "the next change");

        Assert.Equal((second.Event, second.Id, second.Data), (missed.Event, missed.Id, missed.Data));
        Assert.Equal("patch", next.Event);
        Assert.True(new LineState("json-patch").With([first, second, next]).Is(Prices.Page(3)));

        Task<TestKit.Streams.LineClient> Resume(string id) => byHeader
            ? page.OpenLinesAsync("/page?comet.events=json-patch", ("Last-Event-ID", id))
            : page.OpenLinesAsync($"/page?comet.events=json-patch&comet.since={id}");
    }

    [Fact]
    public async Task Recycling_LosesNothingAndRepeatsNothing()
    {
        await using var page = await WatchedSite.StartAsync(comet: """ "ConnectionBytes": 400, """);
        page.Site.SetBody("/page", "application/json", Counting.Body(0));
        var (n, id) = (0, "");
        var seen = new List<string>();

        for (var connection = 0; connection < 4; connection++)
        {
            await using var client = await page.OpenLinesAsync($"/page?comet.since={id}");
            var deadline = new Deadline("the end of the stream", client.Lines.Dump);
            while (client.Lines.EndReason is null)
            {
                deadline.Check();
                var wanted = Counting.Body(n);
                await Task.WhenAny(client.WaitForAsync(line => line.Data == wanted, $"state {n}"), client.Ended);
                if (client.Lines.Items.Any(line => line.Data == wanted)) page.Site.SetBody("/page", "application/json", Counting.Body(++n));
            }

            Assert.Equal("the stream ended", client.Lines.EndReason);
            seen.AddRange(client.Lines.Items.Where(line => line.Event is "message").Select(line => line.Data!));
            id = client.Lines.Items.LastOrDefault(line => line.Id is not null)?.Id ?? id;
        }

        Assert.True(n > 3, "nothing was streamed");
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(Counting.Body), seen);
    }
}
