using System.Net.WebSockets;
using CometGateway.FunctionalTests.Watched;
using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>A node that stops waits for its WebSockets, and not for ever.</summary>
public sealed class SocketDrainTests
{
    [Fact]
    public async Task AClientThatDoesNotAnswerTheClose_IsCutAFewSecondsLater()
    {
        await using var page = await WatchedSite.StartAsync(comet: """ "DrainTimeout": "00:10:00", """);
        page.Site.On("/page", Answers.Json("1"));
        await using var silent = await RawSocket.OpenAsync(page, "/page");
        while ((await silent.ReceiveAsync()).Event is not "message")
        {
        }

        var stopping = page.Gateway.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await silent.CloseAsync());
        // Long before DrainTimeout.
        await stopping.WaitAsync(Patience.Default);
    }

    [Fact]
    public async Task ANewSocket_WhileTheNodeDrains_Closes1001()
    {
        await using var page = await WatchedSite.StartAsync();
        page.Site.On("/page", Answers.Json("1"));
        page.Gateway.Services.GetRequiredService<Readiness>().BeginDrain();

        await using var late = await page.ConnectAsync("/page");

        Assert.Equal((1001, "draining"), (await late.ClosedAsync(), late.CloseReason));
    }
}
