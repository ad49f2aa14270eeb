using CometGateway.TestKit;

namespace CometGateway.BrowserTests;

/// <summary>The client as a page imports it.</summary>
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
}
