using CometGateway.TestKit;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>All tabs of a browser share one connection, by a SharedWorker or by a tab that leads.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientTabsTests(ChromiumFixture fixture)
{
    private const string HeldLocks = "navigator.locks.query().then(locks => locks.held.map(lock => lock.name))";

    [Theory]
    [InlineData(2, true)]
    [InlineData(6, true)]
    [InlineData(2, false)]
    [InlineData(6, false)]
    public async Task Tabs_OfOneBrowser_HoldOneConnectionAndAllGetTheValues(int tabs, bool hasWorker)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await OpenContextAsync(hasWorker);
        var pages = await OpenAsync(context, gateway, tabs);

        for (var n = 1; n <= 3; n++)
        {
            gateway.Show(n);
            foreach (var page in pages) await page.ShowsAsync(n);
        }

        foreach (var page in pages) Assert.Equal(3, (await page.NumbersAsync())[^1]);
        await pages[0].AssertNumbersAsync([0, 1, 2, 3]);
        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 1, "one connection is left");
        // The connection opened for a further tab may be there before the one that it replaces is gone.
        Assert.InRange(gateway.Requests.MostInFlight(ClientPage.Stream), 1, 2);
        var locks = await pages[0].Tab.EvaluateAsync<string[]>(HeldLocks);
        Assert.Equal(hasWorker ? 0 : 1, locks.Count(name => name.StartsWith("comet leader", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstTab_Closed_TheOthersGoOnWithoutARepetition(bool hasWorker)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await OpenContextAsync(hasWorker);
        var pages = await OpenAsync(context, gateway, 3);
        var openings = gateway.Requests.Count(ClientPage.Stream);

        for (var closed = 0; closed < 2; closed++)
        {
            await pages[closed].DisposeAsync();
            gateway.Show(closed + 1);
            foreach (var page in pages.Skip(closed + 1)) await page.ShowsAsync(closed + 1);
        }

        await pages[2].AssertInOrderUpToAsync(2);
        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 1, "one connection is left");
        // The worker outlives the tab that started it; a leader's connection goes with the leader.
        // A tab that greets the next leader only after that has connected makes it connect once more.
        Assert.InRange(gateway.Requests.Count(ClientPage.Stream) - openings, hasWorker ? 0 : 2, hasWorker ? 0 : 4);
        await pages[2].DisposeAsync();
        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 0, "no connection is left");
    }

    [Fact]
    public async Task Worker_ThatIsEnded_IsReplacedByALeader_AndTheTabsMissNothing()
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await OpenContextAsync(hasWorker: true);
        var pages = await OpenAsync(context, gateway, 2);

        await EndWorkerAsync(context, gateway.Address);
        for (var n = 1; n <= 2; n++)
        {
            gateway.Show(n);
            foreach (var page in pages) await page.ShowsAsync(n);
        }

        foreach (var page in pages) await page.AssertInOrderUpToAsync(2);
        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 1, "one connection is left");
        var locks = await pages[0].Tab.EvaluateAsync<string[]>(HeldLocks);
        Assert.Contains(locks, name => name.StartsWith("comet leader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tabs_ThatShareNothing_HoldAConnectionEach()
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(0);
        await using var context = await OpenContextAsync(hasWorker: true);
        foreach (var share in (string[])["tab", "tab", "worker"])
        {
            var page = await ClientPage.OpenAsync(context, gateway.Address, new { share });
            await page.ShowsAsync(0);
        }

        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 3, "three connections are open");
    }

    private static async Task<IReadOnlyList<ClientPage>> OpenAsync(IBrowserContext context, WatchedGateway gateway, int tabs)
    {
        var pages = new List<ClientPage>();
        for (var tab = 0; tab < tabs; tab++)
        {
            pages.Add(await ClientPage.OpenAsync(context, gateway.Address));
            await pages[tab].ShowsAsync(0);
        }

        return pages;
    }

    /// <summary>As the system does that is short of memory, or a user in the browser's task manager.</summary>
    private static async Task EndWorkerAsync(IBrowserContext context, Uri gateway)
    {
        var tools = await context.Browser!.NewBrowserCDPSessionAsync();
        var answer = await tools.SendAsync("Target.getTargets", new() { ["filter"] = new[] { new { type = "shared_worker" } } });
        var worker = answer!.Value.GetProperty("targetInfos").EnumerateArray().Single(target => target.GetProperty("url").GetString()!.StartsWith(gateway.AbsoluteUri, StringComparison.Ordinal));
        await tools.SendAsync("Target.closeTarget", new() { ["targetId"] = worker.GetProperty("targetId").GetString()! });
        await tools.DetachAsync();
    }

    private async Task<IBrowserContext> OpenContextAsync(bool hasWorker)
    {
        var context = await fixture.Browser.OpenContextAsync();
        if (!hasWorker) await context.AddInitScriptAsync("delete window.SharedWorker;");
        return context;
    }
}
