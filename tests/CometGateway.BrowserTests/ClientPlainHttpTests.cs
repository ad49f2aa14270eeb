using CometGateway.TestKit;

namespace CometGateway.BrowserTests;

/// <summary>
/// Pages over plain HTTP, as old sites on an inner network are: no secure context, so that browsers withhold Web Locks, and some SharedWorker too.
/// 127.0.0.1 would be one, hence a name.
/// </summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientPlainHttpTests(ChromiumFixture fixture)
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Tabs_OfAPlainPage_AllGetTheValues_OverOneConnectionWhereThereIsAWorker(bool hasWorker, int connections)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await fixture.Browser.OpenContextAsync();
        if (!hasWorker) await context.AddInitScriptAsync("delete window.SharedWorker;");
        var pages = new List<ClientPage>();
        for (var tab = 0; tab < 3; tab++)
        {
            pages.Add(await ClientPage.OpenAsync(context, AddressOf(gateway)));
            await pages[tab].ShowsAsync(0);
        }

        Assert.Equal([false, false, hasWorker], await pages[0].Tab.EvaluateAsync<bool[]>("[isSecureContext, 'locks' in navigator, typeof SharedWorker === 'function']"));
        await MovesAsync(gateway, pages, 1);
        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == connections, "so many connections");
        // The first tab started the worker; the others go on without it.
        await pages[0].DisposeAsync();
        pages.RemoveAt(0);
        await MovesAsync(gateway, pages, 2);

        foreach (var page in pages) await page.AssertNumbersAsync([0, 1, 2]);
        Assert.Equal(["sse"], gateway.Transports());
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("websocket")]
    [InlineData("longpoll")]
    [InlineData("iframe")]
    public async Task Transport_OfAPlainPage_BringsEachValue(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, AddressOf(gateway), options: new { transport });
        await page.ShowsAsync(0);

        for (var n = 1; n <= 2; n++) await MovesAsync(gateway, [page], n);

        Assert.False(await page.Tab.EvaluateAsync<bool>("isSecureContext"));
        await page.AssertNumbersAsync([0, 1, 2]);
        Assert.Equal([transport], gateway.Transports());
    }

    private static Uri AddressOf(WatchedGateway gateway) => new UriBuilder(gateway.Address) { Host = Chromium.PlainHost }.Uri;

    private static async Task MovesAsync(WatchedGateway gateway, IReadOnlyList<ClientPage> pages, int n)
    {
        gateway.Show(n);
        foreach (var page in pages) await page.ShowsAsync(n);
    }
}
