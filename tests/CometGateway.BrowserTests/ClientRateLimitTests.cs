using System.Threading.RateLimiting;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.BrowserTests;

/// <summary>A route whose requests are counted cannot be opened on a connection of many pages: the client then asks for the page itself.</summary>
[Collection(ChromiumCollection.Name)]
public sealed class ClientRateLimitTests(ChromiumFixture fixture)
{
    [Fact]
    public async Task Auto_OnARouteWithARateLimiterPolicy_TakesTheLinesOfThePageItself_WhichTheLimiterCounts()
    {
        await using var site = ClientPage.AddTo(await ScriptedSite.StartAsync());
        site.SetBody(ClientPage.Data, "application/json", Counting.Body(1));
        var counted = 0;
        await using var gateway = await GatewayApp.StartAsync(
            WatchedGateway.Configuration(site).Replace("\"Metadata\"", "\"RateLimiterPolicy\":\"counted\",\"Metadata\"", StringComparison.Ordinal),
            configure: builder => builder.Services.AddRateLimiter(limiter => limiter.AddPolicy("counted", _ =>
            {
                Interlocked.Increment(ref counted);
                return RateLimitPartition.GetNoLimiter("");
            })),
            map: app =>
            {
                app.UseRateLimiter();
                app.MapCometReverseProxy();
            });
        await using var context = await fixture.Browser.OpenContextAsync();
        await using var page = await ClientPage.OpenAsync(context, gateway.Address);

        for (var n = 1; n <= 3; n++)
        {
            site.SetBody(ClientPage.Data, "application/json", Counting.Body(n));
            await page.ShowsAsync(n);
        }

        await page.AssertNumbersAsync([1, 2, 3]);
        Assert.Equal(0, await page.Tab.EvaluateAsync<int>("refusals.length"));
        Assert.Equal(1, Volatile.Read(ref counted));
    }
}
