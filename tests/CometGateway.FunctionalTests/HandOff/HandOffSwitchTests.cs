using CometGateway.Lifetime;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.HandOff;

/// <summary>What turns the suites of <see cref="HandedOff"/> on takes effect: in each way to listen, the request is over while its stream goes on.</summary>
public sealed class HandOffSwitchTests
{
    private const string Page = "/watched/page";

    private readonly InFlight _requests = new();

    public HandOffSwitchTests() => HandOffSwitch.TurnOn();

    [Theory]
    [InlineData("", "Accept: text/event-stream")]
    [InlineData("", "Accept: application/x-ndjson")]
    [InlineData("", "Subscribe: true")]
    [InlineData("?comet.transport=iframe", "Accept: text/html")]
    public async Task AStream_GoesOn_WhileItsRequestIsOver(string query, string header)
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "1111");
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(site.Address, policy: """{ "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Transports": [ "sse", "ndjson", "braid", "iframe" ] }"""),
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(_requests));
        using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync($"GET {Page}{query} HTTP/1.1\r\nHost: a\r\n{header}\r\n\r\n");
        await client.ReadUntilAsync(text => text.Contains("1111", StringComparison.Ordinal));
        await Eventually.IsTrueAsync(() => _requests.Count == 0, "the request is over");
        site.SetBody(Page, "text/plain", "2222");

        await client.ReadUntilAsync(text => text.Contains("2222", StringComparison.Ordinal));
        Assert.Equal(1, gateway.Services.GetRequiredService<SessionLimits>().Count);
    }
}
