using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>Something on the way holds streams back until they end: the client finds out, and polls.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientMiddleboxTests(ChromiumFixture fixture)
{
    /// <summary>What is promised: milliseconds from the subscription to the first value by long poll.</summary>
    private const double Promised = 10_000;

    /// <summary>Milliseconds that the page could not run at all, as the machine was busy with something else, are nobody's delay.</summary>
    private const string CountStalls = """
        globalThis.stalled = 0;
        let ticked = performance.now();
        setInterval(() => {
          const late = performance.now() - ticked - 100;
          if (late > 0) stalled += late;
          ticked = performance.now();
        }, 50);
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_HeldBackOnTheWay_AreLeftForLongPollsWhichTheNextTabTakesAtOnce(bool sendsHeads)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        await using var middlebox = await Middlebox.StartAsync(gateway.Address, sendsHeads);
        await using var context = await fixture.Browser.OpenContextAsync();
        await context.AddInitScriptAsync(CountStalls);
        await using (var page = await ClientPage.OpenAsync(context, middlebox.Address))
        {
            for (var n = 1; n <= 3; n++)
            {
                gateway.Show(n);
                await page.ShowsAsync(n);
            }

            await page.AssertNumbersAsync([1, 2, 3]);
            Assert.Equal(["sse", "ndjson", "longpoll"], gateway.Transports());
            var (took, stalled) = (await page.Tab.EvaluateAsync<double>("times[0]"), await page.Tab.EvaluateAsync<double>("stalled"));
            Assert.True(took - stalled < Promised, $"The first value took {took:0} ms, of which the page stood still for {stalled:0}.");
        }

        gateway.Requests.Clear();
        await using var next = await ClientPage.OpenAsync(context, middlebox.Address);
        await next.ShowsAsync(3);
        Assert.Equal(["longpoll"], gateway.Transports());
    }
}
