using CometGateway.TestKit;

namespace CometGateway.BrowserTests;

/// <summary>What a page's life means for its connection: hidden, seen again, left, come back to.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientLifeTests(ChromiumFixture fixture)
{
    /// <summary>What the browser does to a tab that is put behind another.</summary>
    private const string SetVisibility = """
        state => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """;

    [Theory]
    [InlineData("auto")]
    [InlineData("iframe")]
    [InlineData("longpoll")]
    public async Task Tab_HiddenForLong_GivesUpItsConnectionAndResumesWhenSeen(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, new { hiddenAfter = 100 }, new { transport });
        await page.ShowsAsync(1);

        await page.Tab.EvaluateAsync(SetVisibility, "hidden");
        await page.UntilAsync("subscription.status === 'stale' && subscription.reason === 'hidden'");
        await Eventually.IsTrueAsync(() => InFlight(gateway) == 0, "the connection is given up");
        gateway.Show(2);
        await page.AssertNumbersAsync([1]);

        await page.Tab.EvaluateAsync(SetVisibility, "visible");
        await page.ShowsAsync(2);
        gateway.Show(3);
        await page.ShowsAsync(3);

        await page.AssertNumbersAsync([1, 2, 3]);
        await page.UntilAsync("subscription.status === 'live'");
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("leader")]
    [InlineData("tab")]
    public async Task Page_LeftAndComeBackTo_GoesOnWhereItWas(string share)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        gateway.Site.SetBody("/other.html", "text/html", "<!doctype html><title>other</title>");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, new { share });
        await page.ShowsAsync(1);

        await page.Tab.GotoAsync(new Uri(gateway.Address, "/other.html").AbsoluteUri);
        // A worker whose only tab sleeps is put to sleep with it, and its connection too.
        if (share is not "worker") await Eventually.IsTrueAsync(() => InFlight(gateway) == 0, "the connection is given up");
        gateway.Show(2);
        await page.Tab.EvaluateAsync("history.back()");
        await page.ShowsAsync(2);
        gateway.Show(3);
        await page.ShowsAsync(3);

        // The same page, not a new one: it slept in the back/forward cache.
        await page.AssertNumbersAsync([1, 2, 3]);
        Assert.Equal("[false,true]", await page.Tab.EvaluateAsync<string>("JSON.stringify(shown)"));
        Assert.Equal(1, gateway.Requests.InFlight(ClientPage.Stream));
    }

    private static int InFlight(WatchedGateway gateway) => gateway.Requests.InFlight(ClientPage.Stream) + gateway.Requests.InFlight(ClientPage.Data);
}
