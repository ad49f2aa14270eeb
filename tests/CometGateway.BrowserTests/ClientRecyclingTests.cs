using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>Connections end under the client all the time; the page does not notice.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientRecyclingTests(ChromiumFixture fixture)
{
    private static readonly string[] _streams = ["sse", "ndjson", "iframe", "websocket", "longpoll"];

    [Fact]
    public async Task Recycled_EveryTwoSeconds_EachTransportLosesAndRepeatsNothing()
    {
        await using var gateway = await WatchedGateway.StartAsync("""{ "ConnectionLifetime": "00:00:02", "Retry": "00:00:00.050" }""");
        gateway.Show(0);
        await using var context = await fixture.Browser.OpenContextAsync();
        var pages = new List<ClientPage>();
        foreach (var transport in _streams) pages.Add(await ClientPage.OpenAsync(context, gateway.Address, options: new { transport }));

        // The site moves on only when all pages have the state, so that each has to see every one of them, once.
        var n = 0;
        var deadline = new Deadline($"{pages.Count * 2} recycles", () => $"{n} states, and all pages have come to them");
        while (true)
        {
            deadline.Check();
            foreach (var page in pages) await page.ShowsAsync(n);
            if (pages.Count * 2 <= await RecyclesAsync(gateway)) break;
            gateway.Show(++n);
        }

        foreach (var page in pages)
        {
            await page.AssertNumbersAsync([.. Enumerable.Range(0, n + 1)]);
            Assert.Distinct(await page.VersionsAsync());
            Assert.Equal(["live"], (await page.Tab.EvaluateAsync<string[]>("states")).Distinct(StringComparer.Ordinal));
        }

        Assert.Equal(_streams.Order(StringComparer.Ordinal), gateway.Transports().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("ndjson")]
    [InlineData("longpoll")]
    [InlineData("iframe")]
    [InlineData("websocket")]
    public async Task Gateway_KilledAndBackOnItsPort_PageGoesOnByItself(string transport)
    {
        await using var site = ClientPage.AddTo(await ScriptedSite.StartAsync());
        site.SetBody(ClientPage.Data, "application/json", Counting.Body(1));
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", WatchedGateway.Configuration(site, """{ "Retry": "00:00:00.200", "KeepAlive": "00:00:01" }"""));
        await using var first = await GatewayProcess.StartAsync(config);
        await using var context = await fixture.Browser.OpenContextAsync();
        // Chromium tells nobody of a frame whose connection broke: it shows by its silence alone.
        await using var page = await ClientPage.OpenAsync(context, first.Address, new { silentAfter = 5_000 }, new { transport });
        await page.ShowsAsync(1);

        await first.KillAsync();
        await page.UntilAsync("subscription.status === 'connecting'");
        site.SetBody(ClientPage.Data, "application/json", Counting.Body(2));
        await using var second = await GatewayProcess.StartAsync(config, first.Address.Port);
        await page.ShowsAsync(2);
        site.SetBody(ClientPage.Data, "application/json", Counting.Body(3));
        await page.ShowsAsync(3);

        await page.AssertNumbersAsync([1, 2, 3]);
        Assert.Equal("live", await page.Tab.EvaluateAsync<string>("subscription.status"));
    }

    private static async Task<int> RecyclesAsync(WatchedGateway gateway)
    {
        using var http = TestClient.Create(gateway.Address);
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative)));
        return status.RootElement.GetProperty("recycles").GetInt32();
    }
}
