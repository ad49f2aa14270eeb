using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>A real EventSource in a page of the site, through the gateway.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class EventSourceTests(ChromiumFixture fixture) : IAsyncLifetime
{
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = LegacyPage.AddTo(await ScriptedSite.StartAsync());

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Page_OfTheSite_ShowsEachChange()
    {
        Show(0);
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address));
        var page = await fixture.Browser.OpenAsync(new(gateway.Address, LegacyPage.Path));
        try
        {
            for (var n = 0; n <= 5; n++)
            {
                Show(n);
                await page.ShowsAsync(n);
            }

            var seen = await page.SeenAsync();
            Assert.Equal([0, 1, 2, 3, 4, 5], seen);
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Page_RecycledEveryTwoSeconds_LosesAndRepeatsNothing_InAnyCoding(string coding)
    {
        Show(0);
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, """{ "ConnectionLifetime": "00:00:02", "Retry": "00:00:00.050" }"""));
        var page = await fixture.Browser.OpenAsync(new(gateway.Address, LegacyPage.Path), coding);
        try
        {
            var used = await page.EvaluateAsync<string?>(
                "fetch(source.url, { headers: { Accept: 'text/event-stream' } }).then(answer => { answer.body.cancel(); return answer.headers.get('content-encoding'); })");
            Assert.Equal(coding is "identity" ? null : coding, used);
            // The site moves on only when the page has the state, so that it has to see every one of them, once.
            var n = 0;
            var deadline = new Deadline("two recycles", () => $"{n} states, and the page has come to them");
            while (true)
            {
                deadline.Check();
                await page.ShowsAsync(n);
                if (await RecyclesAsync(gateway) >= 2) break;
                Show(++n);
            }

            var seen = await page.SeenAsync();
            Assert.Equal(Enumerable.Range(0, n + 1), seen);
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Page_WhileTheGatewayIsKilledAndComesBack_GoesOnWithoutARepetition()
    {
        Show(1);
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", WatchedConfiguration.For(_site.Address, """{ "Retry": "00:00:00.200" }"""));
        await using var first = await GatewayProcess.StartAsync(config);
        var page = await fixture.Browser.OpenAsync(new(first.Address, LegacyPage.Path));
        try
        {
            await page.ShowsAsync(1);

            await first.KillAsync();
            await page.WaitForFunctionAsync("source.readyState === EventSource.CONNECTING");
            await using var second = await GatewayProcess.StartAsync(config, first.Address.Port);
            await page.WaitForFunctionAsync("source.readyState === EventSource.OPEN", null, new() { Timeout = 60_000 });
            Show(2);
            await page.ShowsAsync(2);

            var seen = await page.SeenAsync();
            Assert.Equal([1, 2], seen);
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    private void Show(int n) => _site.SetBody(LegacyPage.Data, "application/json", Counting.Body(n));

    private static async Task<int> RecyclesAsync(GatewayApp gateway)
    {
        using var http = TestClient.Create(gateway.Address);
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative)));
        return status.RootElement.GetProperty("recycles").GetInt32();
    }
}
