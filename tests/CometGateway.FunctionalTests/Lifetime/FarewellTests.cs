using CometGateway.FunctionalTests.Watched;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>A node that is shutting down still answers who comes back too soon: an EventSource must not give up for ever.</summary>
public sealed class FarewellTests
{
    [Theory]
    [InlineData("/page")]
    [InlineData("/_comet/stream?url=/page")]
    public async Task Draining_AnEventStream_IsToldToComeBackAndEnds(string path)
    {
        await using var page = await StartAsync();

        var answer = await page.GetAsync(path, ("Accept", "text/event-stream"));

        Assert.Equal((200, "text/event-stream; charset=utf-8", "no-cache, no-transform", "close"), (answer.Status, answer["Content-Type"], answer["Cache-Control"], answer["Connection"]));
        Assert.Matches("^retry: [2-4][0-9]{3}\n\nevent: status\ndata: {\"state\":\"draining\",\"reason\":\"The gateway is shutting down\"}\n\n$", answer.Body);
    }

    [Theory]
    [InlineData("/page", "application/x-ndjson")]
    [InlineData("/_comet/stream?url=/page", "application/x-ndjson")]
    public async Task Draining_AStreamThatReadsStatuses_IsRefused(string path, string accept)
    {
        await using var page = await StartAsync();

        var answer = await page.GetAsync(path, ("Accept", accept));

        Assert.Equal((503, "2"), (answer.Status, answer["Retry-After"]));
        Assert.Contains("\"code\":\"draining\"", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<WatchedSite> StartAsync()
    {
        var page = await WatchedSite.StartAsync(GatewayJson.Quick);
        page.Gateway.Services.GetRequiredService<Readiness>().BeginDrain();
        return page;
    }
}
