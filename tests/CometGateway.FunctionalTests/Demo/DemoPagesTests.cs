using System.Text.RegularExpressions;
using CometGateway.Demo;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Demo;

public sealed class DemoPagesTests
{
    [Theory]
    [InlineData("/wiki/Lunch", "/wiki/Lunch/body")]
    [InlineData("/ticker", "/ticker.json")]
    [InlineData("/chat", "/chat/messages")]
    [InlineData("/news", "/news.rss")]
    [InlineData("/slow", "/slow/report")]
    [InlineData("/status", "/status.json")]
    [InlineData("/big.html", "/big.html")]
    [InlineData("/account", "/account/data")]
    public async Task Page_OfEachPart_PollsAndKnowsNothingOfPush(string path, string polled)
    {
        await using var still = await StillSite.StartAsync();
        var cookie = await still.LogInAsync("anna");

        using var answer = await still.GetAsync(path, cookie);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Contains("setInterval", html, StringComparison.Ordinal);
        Assert.Contains("XMLHttpRequest", html, StringComparison.Ordinal);
        Assert.Contains($"\"{polled}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("EventSource", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("event-stream", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("WebSocket", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("comet", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Index_ItsLinks_AllLeadSomewhere()
    {
        await using var still = await StillSite.StartAsync();
        var html = await still.Browser.GetStringAsync("/");

        var links = Regex.Matches(html, "href=\"(?<to>[^\"]+)\"").Select(match => match.Groups["to"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("/server-status", links, StringComparer.Ordinal);
        foreach (var link in links)
        {
            using var answer = await still.GetAsync(link);
            Assert.True((int)answer.StatusCode is 200 or 302, $"{link} answered {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Site_LeftAlone_ChangesEverythingByItself()
    {
        const int Seed = 20080401;
        var time = new ManualTimeProvider(new(2026, 3, 2, 9, 0, 0, 250, TimeSpan.Zero));
        await using var site = await DemoSite.StartAsync(time, new Random(Seed), CancellationToken.None);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = site.BackendAddress };
        string[] paths = ["/ticker.json", "/chat/messages", "/wiki/Lunch/body", "/news.rss", "/status.json", "/big.html"];
        await time.TimersPendingAsync(1);
        var before = await Task.WhenAll(paths.Select(browser.GetStringAsync));

        // The parts begin within three seconds; the loop has seen to all that is due when it waits again.
        time.Advance(TimeSpan.FromSeconds(3));
        await time.TimersPendingAsync(1);
        var after = await Task.WhenAll(paths.Select(browser.GetStringAsync));

        Assert.All(before.Zip(after), pair => Assert.NotEqual(pair.First, pair.Second, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Site_Disposed_FreesBothDoors()
    {
        var still = await StillSite.StartAsync();
        await still.DisposeAsync();

        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetAsync(still.Site.DirectAddress));
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.GetAsync(still.Site.BackendAddress));
    }
}
