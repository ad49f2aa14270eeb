using System.Collections.Concurrent;
using CometGateway.TestKit;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>What a new user sees: the Host started without arguments, and the page that it names.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class WelcomePageTests(ChromiumFixture fixture)
{
    private const string Prices = "[...document.querySelectorAll('#ticker .push .quote')].map(quote => quote.textContent).join('|')";

    [Fact]
    public async Task Welcome_OfTheDemo_ShowsLiveStreamsBesideThePollingOriginalsWithoutAnError()
    {
        await using var gateway = await GatewayProcess.StartAsync(configFile: null);
        var page = await fixture.Browser.OpenAsync(new("about:blank"));
        var errors = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") errors.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => errors.Enqueue(error);
        try
        {
            await page.GotoAsync(new Uri(gateway.Address, "/_comet/").AbsoluteUri);

            // All four streams of the right column live, with something to see in each.
            await WaitAsync(page, "document.querySelectorAll('.card.push .dot.live').length === 4");
            await WaitAsync(page, "[...document.querySelectorAll('.card.push .view')].every(view => view.textContent.trim().length > 0)");
            var before = await page.EvaluateAsync<string>(Prices);
            await WaitAsync(page, $"{Prices} !== {System.Text.Json.JsonSerializer.Serialize(before)}");

            // The left column's pages poll the site itself, and both sides are counted.
            await WaitAsync(page, "['poll', 'push'].every(side => Number(document.getElementById('counter-' + side).textContent.replace(/,/g, '')) > 0)");
            var frames = await Task.WhenAll(page.Frames.Where(frame => frame != page.MainFrame).Select(frame => frame.TitleAsync()));
            Assert.Equal(4, frames.Length);
            Assert.All(frames, title => Assert.NotEqual("", title));
            Assert.Empty(errors);
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Welcome_AWriteOnTheRight_IsOnScreenAsTheSiteSaysIt()
    {
        await using var gateway = await GatewayProcess.StartAsync(configFile: null);
        var page = await fixture.Browser.OpenAsync(new(gateway.Address, "/_comet/"));
        try
        {
            await WaitAsync(page, "document.querySelector('#chat .push .dot').classList.contains('live')");

            await page.FillAsync("#say input", "a word through the gateway");
            await page.ClickAsync("#say button");

            await WaitAsync(page, "document.querySelector('#chat .push .view').textContent.includes('a word through the gateway')");
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    // Not WaitForFunction, whose eval the page's Content-Security-Policy forbids, as it should.
    private static Task WaitAsync(IPage page, string condition) =>
        Eventually.IsTrueAsync(() => page.EvaluateAsync<bool>(condition), condition, Patience.Start);
}
