using System.Collections.Concurrent;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>What idle streams hold of their requests.</summary>
public sealed class SharedHeadersTests
{
    private const string Page = "/watched/page";

    [Fact]
    public async Task StreamsOfTwoConnections_HoldOneValueThatBothSent()
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "a state");
        var requests = new ConcurrentQueue<IHeaderDictionary>();
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address), map: app =>
        {
            app.Use((context, next) =>
            {
                requests.Enqueue(context.Request.Headers);
                return next(context);
            });
            app.MapCometReverseProxy();
        });

        await using var first = SseClient.Open(new(gateway.Address, Page));
        await first.WaitForAsync(one => one.Data.Contains("a state", StringComparison.Ordinal), "the first stream's state");
        await using var second = SseClient.Open(new(gateway.Address, Page));
        await second.WaitForAsync(one => one.Data.Contains("a state", StringComparison.Ordinal), "the second stream's state");

        var values = requests.Select(headers => headers.Accept.ToString()).ToList();
        Assert.Equal(2, values.Count);
        Assert.Contains("text/event-stream", values[0], StringComparison.Ordinal);
        Assert.Same(values[0], values[1]);
    }
}
