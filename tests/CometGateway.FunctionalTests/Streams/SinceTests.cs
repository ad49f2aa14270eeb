using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Hosting;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>A client says which version it has; whatever it says, it misses no state.</summary>
public class SinceTests : IAsyncLifetime
{
    private const string Page = "/watched/page";
    private const int Huge = 100 * 1024;

    private ScriptedSite _site = null!;
    private GatewayApp _gateway = null!;

    public async Task InitializeAsync()
    {
        _site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(1));
        _gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Since_OfTheCurrentVersion_GetsOnlyWhatComesNext()
    {
        var id = await CurrentIdAsync();
        await using var client = SseClient.Open(new(_gateway.Address, $"{Page}?comet.since={id}"));
        await client.AnswerAsync();

        Assert.Equal([2], await NumbersAfterAChangeAsync(client));
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("short")]
    [InlineData("../../etc/passwd")]
    [InlineData("%00%0d%0aid:%20x")]
    [InlineData("")]
    public async Task Since_UnknownOrHostile_GetsTheSnapshot(string id)
    {
        await using var client = SseClient.Open(new(_gateway.Address, $"{Page}?comet.since={id}"));

        await client.WaitForAsync(one => one.Type is "message", "the snapshot");

        Assert.Equal([1, 2], await NumbersAfterAChangeAsync(client));
    }

    [Fact]
    public async Task LastEventId_AnOlderVersionInHistory_GetsTheNewestOnly()
    {
        await using var watching = SseClient.Open(new(_gateway.Address, Page));
        var first = await watching.WaitForAsync(one => one.Type is "message", "the first state");
        foreach (var n in (int[])[2, 3])
        {
            _site.SetBody(Page, "application/json", Counting.Body(n));
            await watching.WaitForAsync(one => one.Type is "message" && Counting.NumberOf(one) == n, $"state {n}");
        }

        await using var client = SseClient.Open(new(_gateway.Address, Page), new() { LastEventId = first.Id });
        await client.WaitForAsync(one => one.Type is "message", "what it missed");

        Assert.Equal([3], Counting.NumbersOf(client.Events));
    }

    [Fact]
    public async Task LastEventId_BesideSince_Wins()
    {
        var id = await CurrentIdAsync();
        await using var upToDate = SseClient.Open(new(_gateway.Address, $"{Page}?comet.since=AAAAAAAAAAAAAAAA"), new() { LastEventId = id });
        await using var behind = SseClient.Open(new(_gateway.Address, $"{Page}?comet.since={id}"), new() { LastEventId = "AAAAAAAAAAAAAAAA" });
        await upToDate.AnswerAsync();
        await behind.WaitForAsync(one => one.Type is "message", "the snapshot");

        Assert.Equal([2], await NumbersAfterAChangeAsync(upToDate));
        Assert.Equal([1, 2], await NumbersAfterAChangeAsync(behind));
    }

    [Fact]
    public async Task LastEventId_OfAHundredKilobytes_IsRefusedByTheServerAndHarmsNobody()
    {
        await using var healthy = SseClient.Open(new(_gateway.Address, Page));
        await healthy.WaitForAsync(one => one.Type is "message", "the snapshot");

        await using var header = SseClient.Open(new(_gateway.Address, Page), new() { LastEventId = new('A', Huge) });
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await header.AnswerAsync());
        await using var query = SseClient.Open(new(_gateway.Address, $"{Page}?comet.since={new string('A', Huge)}"));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, await query.AnswerAsync());

        Assert.Equal([1, 2], await NumbersAfterAChangeAsync(healthy));
    }

    [Fact]
    public async Task LastEventId_OfAHundredKilobytesWhereTheServerAllowsIt_GetsTheSnapshot()
    {
        await using var wide = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address), configure: builder =>
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestHeadersTotalSize = 2 * Huge;
                kestrel.Limits.MaxRequestLineSize = 2 * Huge;
            }));

        await using var header = SseClient.Open(new(wide.Address, Page), new() { LastEventId = new('A', Huge) });
        await using var query = SseClient.Open(new(wide.Address, $"{Page}?comet.since={new string('A', Huge)}"));

        await header.WaitForAsync(one => one.Type is "message", "the snapshot");
        await query.WaitForAsync(one => one.Type is "message", "the snapshot");
    }

    private async Task<string> CurrentIdAsync()
    {
        await using var client = SseClient.Open(new(_gateway.Address, Page));
        return (await client.WaitForAsync(one => one.Type is "message", "the first state")).Id!;
    }

    private async Task<IReadOnlyList<int>> NumbersAfterAChangeAsync(SseClient client)
    {
        _site.SetBody(Page, "application/json", Counting.Body(2));
        await client.WaitForAsync(one => one.Type is "message" && Counting.NumberOf(one) == 2, "the change");
        return Counting.NumbersOf(client.Events);
    }
}
