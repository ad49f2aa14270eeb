using System.Net;
using System.Text.Json;

namespace CometGateway.FunctionalTests.Demo;

public sealed class DemoValidatorTests
{
    [Theory]
    [InlineData("/ticker.json", "application/json", "ETag")]
    [InlineData("/chat/messages", "application/json", "ETag")]
    [InlineData("/wiki/Lunch/body", "text/html; charset=utf-8", "Last-Modified")]
    [InlineData("/news.rss", "application/rss+xml; charset=utf-8", "Last-Modified")]
    [InlineData("/status.json", "application/json", null)]
    [InlineData("/big.html", "text/html; charset=utf-8", null)]
    public async Task Get_EachPolledUrl_HasItsMediaTypeAndOnlyItsValidator(string path, string mediaType, string? validator)
    {
        await using var still = await StillSite.StartAsync();

        using var answer = await still.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("max-age=0", answer.Headers.CacheControl!.ToString());
        Assert.Equal(validator is "ETag", answer.Headers.ETag is not null);
        Assert.Equal(validator is "Last-Modified", answer.Content.Headers.LastModified is not null);
        Assert.Equal(answer.Content.Headers.ContentLength, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Ticker_WithHeldTag_Is304UntilThePricesMove()
    {
        await using var still = await StillSite.StartAsync();
        using var first = await still.GetAsync("/ticker.json");

        using var same = await still.GetAsync("/ticker.json", held: first.Headers.ETag);
        still.Time.Advance(TimeSpan.FromMilliseconds(700));
        still.Site.Parts.Ticker.Change(new Random(1));
        using var moved = await still.GetAsync("/ticker.json", held: first.Headers.ETag);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        using var ticker = JsonDocument.Parse(await moved.Content.ReadAsStringAsync());
        Assert.Equal(still.Time.GetUtcNow().ToUnixTimeMilliseconds(), ticker.RootElement.GetProperty("changedAt").GetInt64());
        Assert.Equal(1, ticker.RootElement.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Ticker_AfterManyChanges_KeepsRealisticPrices()
    {
        await using var still = await StillSite.StartAsync();
        var random = new Random(7);

        for (var i = 0; i < 10_000; i++)
            still.Site.Parts.Ticker.Change(random);

        using var ticker = JsonDocument.Parse(await still.Browser.GetStringAsync("/ticker.json"));
        Assert.All(ticker.RootElement.GetProperty("prices").EnumerateObject(), quote =>
            Assert.InRange(quote.Value.GetProperty("change").GetDecimal(), -50, 50));
    }

    [Fact]
    public async Task WikiBody_WithHeldDate_Is304UntilTheNextEdit()
    {
        await using var still = await StillSite.StartAsync();
        using var first = await still.GetAsync("/wiki/Lunch/body");
        var date = first.Content.Headers.LastModified;

        using var same = await still.GetAsync("/wiki/Lunch/body", since: date);
        still.Time.Advance(TimeSpan.FromSeconds(5));
        using var edit = await still.PostAsync("/wiki/Lunch", ("text", "Nothing left"));
        using var edited = await still.GetAsync("/wiki/Lunch/body", since: date);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        Assert.Equal(date + TimeSpan.FromSeconds(5), edited.Content.Headers.LastModified);
    }

    [Fact]
    public async Task WikiBody_EditedTwiceInOneSecond_IsNeverTakenForUnchanged()
    {
        await using var still = await StillSite.StartAsync();
        still.Time.Advance(TimeSpan.FromSeconds(5));
        using var one = await still.PostAsync("/wiki/Lunch", ("text", "One"));
        using var first = await still.GetAsync("/wiki/Lunch/body");

        using var two = await still.PostAsync("/wiki/Lunch", ("text", "Two"));
        using var second = await still.GetAsync("/wiki/Lunch/body", since: first.Content.Headers.LastModified);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("Two", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_NewItem_ComesFirstAndMovesTheDate()
    {
        await using var still = await StillSite.StartAsync();
        using var first = await still.GetAsync("/news.rss");

        still.Time.Advance(TimeSpan.FromSeconds(9));
        still.Site.Parts.News.Change(new Random(1));
        using var second = await still.GetAsync("/news.rss", since: first.Content.Headers.LastModified);

        var feed = System.Xml.Linq.XDocument.Parse(await second.Content.ReadAsStringAsync());
        Assert.Equal(["news-2", "news-1"], feed.Descendants("guid").Select(guid => guid.Value), StringComparer.Ordinal);
        Assert.Equal(first.Content.Headers.LastModified + TimeSpan.FromSeconds(9), second.Content.Headers.LastModified);
    }

    [Fact]
    public async Task Status_AskedTwice_DiffersInItsTimestampOnly()
    {
        await using var still = await StillSite.StartAsync();

        var first = await still.Browser.GetStringAsync("/status.json");
        still.Time.Advance(TimeSpan.FromMilliseconds(5));
        var second = await still.Browser.GetStringAsync("/status.json");

        Assert.NotEqual(first, second, StringComparer.Ordinal);
        Assert.Equal(first.Replace("09:00:00.250Z", "09:00:00.255Z", StringComparison.Ordinal), second);
    }

    [Fact]
    public async Task SlowReport_OnTheSitesClock_TakesThreeSeconds()
    {
        await using var still = await StillSite.StartAsync();
        var asked = still.GetAsync("/slow/report");
        await still.Time.TimersPendingAsync(1);

        still.Time.Advance(TimeSpan.FromMilliseconds(2_999));
        using var other = await still.GetAsync("/status.json");
        Assert.False(asked.IsCompleted);
        still.Time.Advance(TimeSpan.FromMilliseconds(1));
        using var report = await asked;

        Assert.Equal(HttpStatusCode.OK, report.StatusCode);
        Assert.Null(report.Headers.ETag);
        Assert.Null(report.Content.Headers.LastModified);
    }

    [Fact]
    public async Task BigPage_AfterAChange_DiffersInAFewOf500Rows()
    {
        await using var still = await StillSite.StartAsync();

        var before = (await still.Browser.GetStringAsync("/big.html")).Split('\n');
        still.Site.Parts.Stock.Change(new Random(3));
        var after = (await still.Browser.GetStringAsync("/big.html")).Split('\n');

        Assert.Equal(500, after.Count(line => line.StartsWith("<tr><td>", StringComparison.Ordinal)));
        Assert.InRange(before.Zip(after).Count(pair => !string.Equals(pair.First, pair.Second, StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public async Task Head_OfAnyPage_HasTheLengthButNoBody()
    {
        await using var still = await StillSite.StartAsync();

        using var answer = await still.Browser.SendAsync(new(HttpMethod.Head, "/ticker.json"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 100);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(0, still.Site.Requests.FrontDoor.All.Bytes);
    }
}
