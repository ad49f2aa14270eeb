using System.Text.Json;

namespace CometGateway.FunctionalTests.Demo;

public sealed class DemoRequestLogTests
{
    [Fact]
    public async Task Requests_ByDoorAndPath_AreCountedAsAnAccessLogWould()
    {
        await using var still = await StillSite.StartAsync();
        using var first = await still.GetAsync("/ticker.json");
        using var same = await still.GetAsync("/ticker.json", held: first.Headers.ETag);
        using var missing = await still.GetAsync("/made/up/1");
        using var page = await still.Browser.GetAsync(new Uri(still.Site.BackendAddress, "/wiki/Home"));

        var (front, back) = (still.Site.Requests.FrontDoor, still.Site.Requests.BackDoor);
        var ticker = front.Paths.Single(path => path.Path is "/ticker.json");

        Assert.Equal((2, 1, 1), (ticker.Total, ticker.Ok, ticker.NotModified));
        Assert.Equal(first.Content.Headers.ContentLength, ticker.Bytes);
        Assert.Equal(["/ticker.json", "(other)"], front.Paths.Select(path => path.Path), StringComparer.Ordinal);
        Assert.Equal((3, 1), (front.All.Total, front.All.Ok));
        Assert.Equal(["/wiki/{page}"], back.Paths.Select(path => path.Path), StringComparer.Ordinal);
        Assert.Equal(1, back.All.Total);
    }

    [Fact]
    public async Task LastTenSeconds_AsTimePasses_ForgetsWhatIsOlder()
    {
        await using var still = await StillSite.StartAsync();
        using var first = await still.GetAsync("/");
        still.Time.Advance(TimeSpan.FromSeconds(6));
        using var second = await still.GetAsync("/");
        var seen = new List<long> { still.Site.Requests.FrontDoor.All.LastTenSeconds };

        foreach (var seconds in (int[])[4, 5, 1, 100])
        {
            still.Time.Advance(TimeSpan.FromSeconds(seconds));
            seen.Add(still.Site.Requests.FrontDoor.All.LastTenSeconds);
        }

        Assert.Equal([2, 1, 1, 0, 0], seen);
        Assert.Equal(2, still.Site.Requests.FrontDoor.All.Total);
    }

    [Fact]
    public async Task ServerStatus_ForPeopleAndForScripts_ShowsTheCounters()
    {
        await using var still = await StillSite.StartAsync();
        using var asked = await still.GetAsync("/news");

        var html = await still.Browser.GetStringAsync("/server-status");
        using var auto = JsonDocument.Parse(await still.Browser.GetStringAsync("/server-status?auto"));

        Assert.Contains("<td>/news</td><td class=\"n\">1</td><td class=\"n\">1</td>", html, StringComparison.Ordinal);
        Assert.Equal(2, auto.RootElement.GetProperty("front").GetProperty("all").GetProperty("total").GetInt64());
        Assert.Equal(0, auto.RootElement.GetProperty("back").GetProperty("all").GetProperty("total").GetInt64());
    }
}
