using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>Something on the way holds streams back until they end: the client finds out, and polls.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientMiddleboxTests(ChromiumFixture fixture)
{
    /// <summary>5 s for the first stream and 4 s for the second make nine; a busy machine may be late.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_HeldBackOnTheWay_AreLeftForLongPollsWhichTheNextTabTakesAtOnce(bool sendsHeads)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        await using var middlebox = await Middlebox.StartAsync(gateway.Address, sendsHeads);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using (var page = await ClientPage.OpenAsync(context, middlebox.Address))
        {
            for (var n = 1; n <= 3; n++)
            {
                gateway.Show(n);
                await page.ShowsAsync(n);
            }

            await page.AssertNumbersAsync([1, 2, 3]);
            Assert.Equal(["sse", "ndjson", "longpoll"], gateway.Transports());
            var begun = await middlebox.Requests.NthAsync(1, ClientPage.Stream);
            var polled = await middlebox.Requests.NthAsync(1, ClientPage.Data);
            Assert.True(polled.Time - begun.Time < _soon, $"{polled.Time - begun.Time}");
        }

        gateway.Requests.Clear();
        await using var next = await ClientPage.OpenAsync(context, middlebox.Address);
        await next.ShowsAsync(3);
        Assert.Equal(["longpoll"], gateway.Transports());
    }
}
