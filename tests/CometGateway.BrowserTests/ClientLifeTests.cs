using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

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
        // Between two long polls there is no request either.
        await Eventually.IsTrueAsync(() => InFlight(gateway) == 1, "it listens");

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
    [InlineData("sse")]
    [InlineData("ndjson")]
    [InlineData("websocket")]
    [InlineData("iframe")]
    [InlineData("longpoll")]
    public async Task Tab_HiddenForLong_NamesTheVersionThatItHas_AndIsGivenWhatChangedSince(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        ShowLarge(gateway, 1);
        await using var context = await fixture.Browser.OpenContextAsync();
        // The messages of a worker's WebSocket are seen by nobody.
        var share = transport is "websocket" ? "tab" : "worker";
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, new { hiddenAfter = 100, share }, new { transport });
        await page.ShowsAsync(1);
        // Somebody else goes on watching, so that the gateway knows what the hidden tab does not see.
        await using var other = SseClient.Open(new(gateway.Address, ClientPage.Data));
        await other.WaitForAsync(one => one.Type is "message", "state 1");
        await Eventually.IsTrueAsync(() => InFlight(gateway) == 2, "both listen");
        await page.Tab.EvaluateAsync(SetVisibility, "hidden");
        await page.UntilAsync("subscription.reason === 'hidden'");
        await Eventually.IsTrueAsync(() => InFlight(gateway) == 1, "the connection is given up");
        for (var n = 2; n <= 3; n++)
        {
            ShowLarge(gateway, n);
            var wanted = $"\"n\":{n},";
            await other.WaitForAsync(one => one.Data.Contains(wanted, StringComparison.Ordinal), $"state {n}");
        }

        var sent = new List<string>();
        page.Tab.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => sent.Add(frame.Text ?? "");
        gateway.Requests.Clear();
        await page.Tab.EvaluateAsync(SetVisibility, "visible");
        await page.ShowsAsync(3);
        ShowLarge(gateway, 4);
        await page.ShowsAsync(4);

        await page.AssertNumbersAsync([1, 3, 4]);
        var version = (await page.VersionsAsync())[0].Trim('"');
        var asked = gateway.Requests.All.First(request => WatchedGateway.TransportOf(request) == transport);
        Assert.Contains(version, transport is "websocket" ? string.Concat(sent) : Uri.UnescapeDataString(asked.Query), StringComparison.Ordinal);
        // No whole page: what it has was known, and only the difference travelled.
        Assert.Equal(["snapshot", "delta", "delta"], await page.Tab.EvaluateAsync<string[]>("changes.map(change => change.event)"));
    }

    [Theory]
    [InlineData("worker", "auto")]
    [InlineData("leader", "auto")]
    [InlineData("tab", "auto")]
    [InlineData("worker", "websocket")]
    [InlineData("tab", "websocket")]
    [InlineData("worker", "longpoll")]
    [InlineData("tab", "longpoll")]
    [InlineData("worker", "iframe")]
    public async Task Page_LeftAndComeBackTo_GoesOnWhereItWas(string share, string transport)
    {
        // Longer than the test waits: whoever comes back waits for no retry.
        await using var gateway = await WatchedGateway.StartAsync("""{ "Retry": "00:01:30" }""");
        gateway.Show(1);
        gateway.Site.SetBody("/other.html", "text/html", "<!doctype html><title>other</title>");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, new { share }, new { transport });
        await page.ShowsAsync(1);

        await page.Tab.GotoAsync(new Uri(gateway.Address, "/other.html").AbsoluteUri);
        // A worker whose only tab sleeps is put to sleep with it, and its connection too; frames are the tab's own.
        if (share is not "worker" || transport is "iframe") await Eventually.IsTrueAsync(() => InFlight(gateway) == 0, "the connection is given up");
        gateway.Show(2);
        await page.Tab.EvaluateAsync("history.back()");
        await page.ShowsAsync(2);
        gateway.Show(3);
        await page.ShowsAsync(3);

        // The same page, not a new one: it slept in the back/forward cache.
        await page.AssertNumbersAsync([1, 2, 3]);
        Assert.Equal("[false,true]", await page.Tab.EvaluateAsync<string>("JSON.stringify(shown)"));
        await Eventually.IsTrueAsync(() => InFlight(gateway) == 1, "there is one connection");
        Assert.All(gateway.Transports(), used => Assert.True(transport is "auto" || used == transport, used));
    }

    /// <summary>Large enough that a change of it is sent as a delta.</summary>
    private static void ShowLarge(WatchedGateway gateway, int n) =>
        gateway.Site.SetBody(ClientPage.Data, "application/json", $$"""{"n":{{n}},"rest":"{{new string('x', 500)}}"}""");

    private static int InFlight(WatchedGateway gateway) => gateway.Requests.InFlight(ClientPage.Stream) + gateway.Requests.InFlight(ClientPage.Data);
}
