using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>The browser client's long polls carry what streams carry, for all pages over one connection.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientLongPollTests(ChromiumFixture fixture)
{
    [Fact]
    public async Task PageWithoutEntityTag_IsHandedOutAsItChanges_AndAskedForOnceForEachChange()
    {
        await using var gateway = await WatchedGateway.StartAsync();
        var n = 0;
        gateway.Site.On(ClientPage.Data, context =>
        {
            context.Response.Headers.LastModified = "Sat, 01 Aug 2026 00:00:00 GMT";
            return Answers.Text("text/plain", $"state {n}")(context);
        });
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });

        for (var next = 0; next < 3; next++)
        {
            n = next;
            await page.UntilAsync("subscription.value === argument", $"state {n}");
        }

        Assert.Equal(["state 0", "state 1", "state 2"], await page.Tab.EvaluateAsync<string[]>("seen"));
        // The last one is held.
        Assert.InRange(gateway.Requests.Count(ClientPage.Stream), 3, 4);
    }

    [Fact]
    public async Task TwelvePages_OfTwoTabs_AreFollowedOverOneConnection()
    {
        const string Follow = """
            urls => {
              globalThis.got = {};
              for (const url of urls) comet.subscribe(url, value => got[url] = value.n, { transport: 'longpoll' });
            }
            """;
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        string[] urls = [.. Enumerable.Range(0, 12).Select(n => $"{ClientPage.Data}?page={n}")];
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var first = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });
        await using var second = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });
        await first.Tab.EvaluateAsync(Follow, urls[..6]);
        await second.Tab.EvaluateAsync(Follow, urls[6..]);

        for (var n = 1; n <= 3; n++)
        {
            gateway.Show(n);
            foreach (var page in new[] { first, second }) await page.UntilAsync($"Object.values(got).filter(n => n === {n}).length === 6 && subscription.value?.n === {n}");
        }

        await Eventually.IsTrueAsync(() => gateway.Requests.InFlight(ClientPage.Stream) == 1, "one request is held");
        Assert.Equal(0, gateway.Requests.Count(ClientPage.Data));
        Assert.Equal(["longpoll"], gateway.Transports());
    }

    [Fact]
    public async Task WhatThePolicySelects_IsWhatComes()
    {
        await using var gateway = await WatchedGateway.StartAsync(
            policy: """{ "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Select": "#n" }""");
        gateway.Site.SetBody(ClientPage.Data, "text/html", "<p>before</p><b id=\"n\">1</b>");
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });

        await page.UntilAsync("subscription.value === argument", "<b id=\"n\">1</b>");
        gateway.Site.SetBody(ClientPage.Data, "text/html", "<p>after</p><b id=\"n\">2</b>");
        await page.UntilAsync("subscription.value === argument", "<b id=\"n\">2</b>");
    }

    [Fact]
    public async Task Octets_ComeAsBase64()
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Site.SetBody(ClientPage.Data, new SiteBody("application/octet-stream", (byte[])[0, 1, 2, 0xFF]));
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var byStream = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "sse" });
        await using var byPoll = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });
        await byStream.UntilAsync("seen.length === 1");

        await byPoll.UntilAsync("JSON.stringify(seen) === argument", await byStream.Tab.EvaluateAsync<string>("JSON.stringify(seen)"));
    }

    [Fact]
    public async Task LoginInPlaceOfThePage_EndsItWithTheReason()
    {
        await using var gateway = await WatchedGateway.StartAsync(policy: """{ "Poll": { "Interval": "00:00:00.100" }, "Linger": "00:00:00" }""");
        gateway.Show(1);
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address, options: new { transport = "longpoll" });
        await page.ShowsAsync(1);

        gateway.Site.On(ClientPage.Data, Answers.Status(401));
        await page.UntilAsync("subscription.status === 'closed' && refusals[0].status === 401");

        await page.AssertNumbersAsync([1]);
    }
}
