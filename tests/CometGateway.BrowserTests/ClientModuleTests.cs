using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;

namespace CometGateway.BrowserTests;

/// <summary>The client as a page imports it, and as it finds the gateway from where it was loaded.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientModuleTests(ChromiumFixture fixture)
{
    [Fact]
    public async Task Import_OfTheModule_FollowsAPage()
    {
        await using var gateway = await WatchedGateway.StartAsync();
        gateway.Show(1);
        gateway.Site.SetBody("/module.html", "text/html", """
            <!doctype html><script type="module">
              import { subscribe } from '/_comet/comet.mjs';
              const seen = (globalThis.seen = []);
              globalThis.subscription = subscribe('/watched/counter', ({ n }) => seen.push(n));
            </script>
            """);
        await using var context = await fixture.Browser.OpenContextAsync();
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(new Uri(gateway.Address, "/module.html").AbsoluteUri);

        for (var n = 1; n <= 3; n++)
        {
            gateway.Show(n);
            await tab.WaitForFunctionAsync("n => globalThis.seen?.at(-1) === n", n, new() { Timeout = (float)Patience.Start.TotalMilliseconds });
        }

        int[] expected = [1, 2, 3];
        Assert.Equal(expected, await tab.EvaluateAsync<int[]>("seen"));
        Assert.Equal("live", await tab.EvaluateAsync<string>("subscription.status"));
        Assert.Equal(["sse"], gateway.Transports());
    }

    [Theory]
    [InlineData("""<script src="/base/_comet/comet.js"></script><script>comet.subscribe('/base/watched/counter', ({ n }) => globalThis.shown = n)</script>""")]
    [InlineData("""<script type="module">import { subscribe } from '/base/_comet/comet.mjs'; subscribe('/base/watched/counter', ({ n }) => globalThis.shown = n)</script>""")]
    public async Task Script_OfAnApplicationWithAPathBase_AsksTheEndpointsBesideIt(string script)
    {
        await using var site = await ScriptedSite.StartAsync();
        site.SetBody(ClientPage.Data, "application/json", Counting.Body(1)).SetBody("/page.html", "text/html", "<!doctype html>" + script);
        await using var gateway = await GatewayApp.StartAsync(WatchedGateway.Configuration(site), map: app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.MapCometReverseProxy();
        });
        await using var context = await fixture.Browser.OpenContextAsync();
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(new Uri(gateway.Address, "/base/page.html").AbsoluteUri);

        await tab.WaitForFunctionAsync("globalThis.shown === 1", null, new() { Timeout = (float)Patience.Start.TotalMilliseconds });
    }
}
