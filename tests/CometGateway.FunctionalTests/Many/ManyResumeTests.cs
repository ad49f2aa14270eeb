using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Many;

/// <summary>The id of a connection with many URLs holds the versions of all of them.</summary>
public class ManyResumeTests
{
    private static readonly string[] Urls = ["/a", "/b"];

    [Fact]
    public async Task LastEventId_OfAll_ResumesAll()
    {
        await using var page = await StartAsync();
        var id = await IdOfBothAsync(page);

        await using var client = SseClient.Open(new(page.Gateway.Address, ManyClient.PathOf(Urls)), new() { LastEventId = id });
        await client.AnswerAsync();
        page.Site.SetBody("/b", "application/json", Counting.Body(1));
        await client.WaitForAsync(one => one.Data.Contains("{\"n\":1}", StringComparison.Ordinal), "the change");

        Assert.Equal(["/b"], client.Events.Where(one => one.Type is "message").SelectMany(Lines).Where(line => line.Event is "message").Select(line => line.Url));
        Assert.Equal(id.Split('.')[0], client.LastEventId!.Split('.')[0]);
        Assert.NotEqual(id, client.LastEventId);
    }

    [Theory]
    [InlineData("/_comet/stream?url=%2Fa&url=%2Fb&comet.since={0}")]
    [InlineData("/_comet/stream?url=%2Fa%3Fcomet.since%3D{1}&url=%2Fb%3Fcomet.since%3D{2}")]
    public async Task Since_InTheQuery_ResumesAll(string query)
    {
        await using var page = await StartAsync();
        var id = await IdOfBothAsync(page);
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, id, id.Split('.')[0], id.Split('.')[1]);

        await using var client = await page.OpenLinesAsync(path);
        page.Site.SetBody("/b", "application/json", Counting.Body(1));
        await client.WaitForAsync(line => line.Event is "message" && line.Url is "/b" && line.Data == Counting.Body(1), "the change");

        Assert.Single(client.Lines.Items, line => line.Event is "message");
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA")]
    [InlineData(".")]
    [InlineData("~.x")]
    public async Task LastEventId_OfAnotherConnectionOrNone_GetsWholeStates(string id)
    {
        await using var page = await StartAsync();
        await using var client = await ManyClient.OpenAsync(page, isSse: true, ManyClient.PathOf(Urls), [("Last-Event-ID", id)]);

        await client.StateAsync("/a", Counting.Body(0));
        await client.StateAsync("/b", Counting.Body(0));
    }

    [Fact]
    public async Task Recycling_LosesNothingAndRepeatsNothing()
    {
        await using var page = await StartAsync(""" "ConnectionBytes": 700, "Retry": "00:00:00.010", """);
        await using var client = SseClient.Open(new(page.Gateway.Address, ManyClient.PathOf(Urls)), new() { Reconnect = true });

        var deadline = new Deadline("four connections", client.Dump);
        for (var n = 0; client.Answers.Count < 4; n++)
        {
            deadline.Check();
            // One after the other, or both at once: the client has to see each.
            var (url, body) = (Urls[n % 2], Counting.Body(n / 2));
            await client.WaitUntilAsync(events => events.Where(one => one.Type is "message").SelectMany(Lines).Any(line => line.Url == url && line.Data == body), $"{url} with {body}");
            page.Site.SetBody(url, "application/json", Counting.Body((n / 2) + 1));
        }

        foreach (var url in Urls)
        {
            var seen = client.Events.Where(one => one.Type is "message").SelectMany(Lines).Where(line => line.Url == url && line.Event is "message").Select(line => line.Data!).ToList();
            Assert.True(seen.Count > 1);
            Assert.Equal(Enumerable.Range(0, seen.Count).Select(Counting.Body), seen);
        }
    }

    [Fact]
    public async Task Items_OfOneChange_AreOneEvent_WithTheIdBehindAll()
    {
        await using var page = await StartAsync();
        page.Site.SetBody("/a", "application/json", Prices.List(1));
        await using var client = SseClient.Open(new(page.Gateway.Address, ManyClient.PathOf("/a?comet.events=items", "/missing")));

        var one = await client.WaitForAsync(one => one.Data.Contains("\"reset\"", StringComparison.Ordinal), "the items");

        var lines = Lines(one).ToList();
        Assert.Equal(21, lines.Count);
        Assert.All(lines, line => Assert.Equal("/a", line.Url));
        Assert.Equal(lines[^1].Id + ".", one.Id);
    }

    private static IEnumerable<ReceivedLine> Lines(ReceivedEvent one) => one.Data.Split('\n').Select(ReceivedLine.Of);

    private static async Task<string> IdOfBothAsync(WatchedSite page)
    {
        await using var client = SseClient.Open(new(page.Gateway.Address, ManyClient.PathOf(Urls)));
        await client.WaitUntilAsync(events => events.Count(one => one.Data.Contains("\"message\"", StringComparison.Ordinal)) == 2, "both states");
        Assert.Matches("^[A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{16}$", client.LastEventId);
        return client.LastEventId!;
    }

    private static async Task<WatchedSite> StartAsync(string comet = "")
    {
        var page = await WatchedSite.StartAsync(comet: comet);
        page.Site.SetBody("/a", "application/json", Counting.Body(0)).SetBody("/b", "application/json", Counting.Body(0));
        return page;
    }
}
