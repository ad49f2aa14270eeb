using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Lines;

/// <summary>The gateway goes away beneath a client of lines: politely, or not.</summary>
public sealed class LineLifetimeTests
{
    private const string Page = "/watched/page";

    [Theory]
    [InlineData(Page)]
    [InlineData("/_comet/stream?url=/watched/page")]
    public async Task StopAsync_IsToldInTheLastLine_AndTheStreamEnds(string path)
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(1));
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address));
        await using var client = await LineClient.OpenAsync(new(gateway.Address, path));
        var state = await client.WaitForAsync(line => line.Event is "message", "the state");

        await gateway.StopAsync();
        await client.Ended.WaitAsync(Patience.Default);

        // When to come back and with which id has been said before; that it should, and why, is said now, and of no page in particular.
        var last = client.Lines.Items[^1];
        Assert.Equal(("status", null, null, "draining"), (last.Event, last.Url, last.Id, last.Of("state")));
        Assert.NotNull(last.Of("reason"));
        Assert.Equal("the stream ended", client.Lines.EndReason);
        Assert.Equal(("retry", 16), (client.Lines.Items[0].Event, state.Id?.Length));
    }

    [Fact]
    public async Task Gateway_KilledAndBackOnItsPort_GivesAClientThatNamesItsVersionOnlyWhatIsNew()
    {
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Prices.Page(1));
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", WatchedConfiguration.For(site.Address));
        await using var first = await GatewayProcess.StartAsync(config);
        await using var cut = await OpenAsync(first, "");
        var state = await cut.WaitForAsync(line => line.Id is not null, "the state");

        await first.KillAsync();
        await cut.Ended.WaitAsync(Patience.Default);
        await using var second = await GatewayProcess.StartAsync(config, first.Address.Port);
        await using var back = await OpenAsync(second, state.Id!);
        // By then the new process knows the version, and this client is not told it again.
        await back.WaitForAsync(line => line.Event is "status" && line.Of("state") is "live", "the new process has polled");
        site.SetBody(Page, "application/json", Prices.Page(2));
        var change = await back.WaitForAsync(line => line.Id is not null && line.Id != state.Id, "the change");
        await using var late = await OpenAsync(second, state.Id!);
        var missed = await late.WaitForAsync(line => line.Id is not null, "what it missed");

        // A connection that breaks is no polite end.
        Assert.NotEqual("the stream ended", cut.Lines.EndReason);
        Assert.Equal(["retry", "status", "patch"], back.Lines.Items.Where(line => line.Event is not "unchanged").Select(line => line.Event));
        Assert.True(new LineState("json-patch").With([state, change]).Is(Prices.Page(2)));
        Assert.Equal((change.Event, change.Id, change.Data), (missed.Event, missed.Id, missed.Data));
    }

    private static Task<LineClient> OpenAsync(GatewayProcess gateway, string since) =>
        LineClient.OpenAsync(new(gateway.Address, $"{Page}?comet.events=json-patch&comet.since={since}"));
}
