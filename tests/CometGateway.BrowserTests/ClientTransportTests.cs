using CometGateway.TestKit;

namespace CometGateway.BrowserTests;

/// <summary>The browser client in a real browser: each way of listening, from the site's page to the value that page code is handed.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientTransportTests(ChromiumFixture fixture)
{
    /// <summary>What breaks framings: line ends of all kinds, an end of script, halves of characters, an emoji, HTML and JSON within text.</summary>
    private static readonly string[] _texts = [.. Enumerable.Range(0, 6).Select(n =>
        $"state {n}\r\n\n\rzwei äöü 👩‍🚀 \u2028 </script><!-- {{\"n\":{n}}} \"\\\" &amp; {Filler} {new string('x', n)}\n\nend of {n}\n")];

    private static string Filler => string.Join('\n', Enumerable.Range(0, 200).Select(line => $"line {line} stays as it is"));

    [Theory]
    [InlineData("auto", "sse")]
    [InlineData("sse", "sse")]
    [InlineData("ndjson", "ndjson")]
    [InlineData("longpoll", "longpoll")]
    [InlineData("iframe", "iframe")]
    [InlineData("websocket", "websocket")]
    public async Task Transport_TextsThatChange_ArriveEqualToTheSites(string asked, string used)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Site.SetBody(ClientPage.Data, "text/plain; charset=utf-8", _texts[0]);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = asked, @as = "text" });

        foreach (var text in _texts)
        {
            gateway.Site.SetBody(ClientPage.Data, "text/plain; charset=utf-8", text);
            await page.UntilAsync("subscription.value === argument", text);
        }

        Assert.Equal(_texts, await page.Tab.EvaluateAsync<string[]>("seen"));
        Assert.Equal("live", await page.Tab.EvaluateAsync<string>("subscription.status"));
        Assert.Equal([used], gateway.Transports());
    }

    [Theory]
    [InlineData("sse", "text-delta")]
    [InlineData("sse", "json-patch")]
    [InlineData("ndjson", "merge-patch")]
    [InlineData("websocket", "json-patch")]
    [InlineData("longpoll", "json-patch")]
    [InlineData("iframe", "json-patch")]
    [InlineData("iframe", "snapshot")]
    public async Task Form_OfJsonThatChanges_GivesTheWholeValueEachTime(string transport, string events)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Site.SetBody(ClientPage.Data, "application/json", Document(0));
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport, events });

        for (var n = 0; n <= 5; n++)
        {
            gateway.Site.SetBody(ClientPage.Data, "application/json", Document(n));
            await page.UntilAsync("JSON.stringify(subscription.value) === argument", Document(n));
        }

        await page.AssertNumbersAsync([0, 1, 2, 3, 4, 5]);
        Assert.Equal([transport], gateway.Transports());
    }

    [Theory]
    [InlineData("iframe")]
    [InlineData("websocket")]
    [InlineData("ndjson")]
    public async Task Transport_ThatThePolicyDoesNotAllow_EndsWithTheReason(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync(policy: """{ "Poll": { "Interval": "00:00:00.100" }, "Transports": ["sse"] }""");
        gateway.Show(1);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport });

        await page.UntilAsync("subscription.status === 'closed'");
        Assert.Equal($"406 This page is not sent in that way: The policy's Transports do not hold '{transport}'; they are 'sse'.", await page.Tab.EvaluateAsync<string>("`${refusals[0].status} ${refusals[0].reason}`"));
    }

    [Theory]
    [InlineData("""["ndjson", "longpoll"]""", "sse ndjson", "ndjson")]
    [InlineData("""["longpoll"]""", "sse ndjson longpoll", "ndjson sse longpoll")]
    public async Task Auto_WhereThePolicyDoesNotOfferTheFirst_TakesTheNext(string offered, string used, string usedByTheNextVisit)
    {
        await using var gateway = await WatchedGateway.StartAsync(policy: $$"""{ "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Transports": {{offered}} }""");
        await using var context = await fixture.Browser.OpenContextAsync();
        foreach (var expected in new[] { used, usedByTheNextVisit })
        {
            await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) + gateway.Requests.InFlight(ClientPage.Data) == 0, "the visit before is over");
            gateway.Requests.Clear();
            gateway.Show(1);
            await using var page = await ClientPage.OpenAsync(context, gateway.Address);
            for (var n = 1; n <= 3; n++)
            {
                gateway.Show(n);
                await page.ShowsAsync(n);
            }

            Assert.Equal("live", await page.Tab.EvaluateAsync<string>("subscription.status"));
            Assert.Equal(0, await page.Tab.EvaluateAsync<int>("refusals.length"));
            Assert.Equal(expected.Split(' '), gateway.Transports());
            // Between two long polls there is no request: the visit is over when the one that is held has ended.
            await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 1, "it listens");
        }
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ndjson")]
    [InlineData("websocket")]
    [InlineData("iframe")]
    public async Task Form_Snapshot_OfAPlainTextThatCouldBeJson_GivesTheText(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Site.SetBody(ClientPage.Data, "text/plain", "12");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport, events = "snapshot" });

        await page.UntilAsync("subscription.value === '12'");
        gateway.Site.SetBody(ClientPage.Data, "text/plain", "true");
        await page.UntilAsync("subscription.value === 'true'");
        gateway.Site.SetBody(ClientPage.Data, "application/json", "12");
        await page.UntilAsync("subscription.value === 12");
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("ndjson")]
    [InlineData("websocket")]
    [InlineData("iframe")]
    [InlineData("longpoll")]
    public async Task Transport_OfAPlainTextThatCouldBeJson_GivesTheText(string transport)
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Site.SetBody(ClientPage.Data, "text/plain", "12");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport });

        await page.UntilAsync("subscription.value === '12'");
        gateway.Site.SetBody(ClientPage.Data, "text/plain", "true");
        await page.UntilAsync("subscription.value === 'true'");
        gateway.Site.SetBody(ClientPage.Data, "application/json", "12");
        await page.UntilAsync("subscription.value === 12");
    }

    private static string Document(int n) =>
        $$"""{"n":{{n}},"items":[{{string.Join(',', Enumerable.Range(0, 30 + n).Select(id => $$"""{"id":{{id}},"name":"item {{id}} äöü","price":{{id * (n + 1)}}}"""))}}]}""";
}
