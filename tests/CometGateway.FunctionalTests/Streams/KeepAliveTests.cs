using System.Globalization;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>What a stream says besides changes: keepalives and retry.</summary>
public class KeepAliveTests : IAsyncLifetime
{
    private const string Page = "/watched/page";
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Silence_ForKeepAlive_IsBrokenByAComment()
    {
        await using var gateway = await StartAsync("""{ "KeepAlive": "00:00:20" }""");
        await using var reader = await RawSseReader.OpenAsync(new(gateway.Address, Page), time: _time);
        var data = await reader.WaitForAsync(line => line is "data: one", "the first state");

        for (var comments = 1; comments <= 2; comments++)
        {
            var wanted = comments;
            await AdvanceUntilAsync(() => reader.Lines.Count(line => line.Text is ":") >= wanted);
        }

        // From the first state and not from one to the next: a comment may be read some seconds of this clock after it was written.
        var times = reader.Lines.Where(line => line.Text is ":").Select(line => line.At - data.At).ToArray();
        Assert.All(times, (time, earlier) => Assert.True(time >= TimeSpan.FromSeconds(20) * (earlier + 1), string.Join(", ", times)));
        Assert.DoesNotContain(reader.Lines, line => line.Text is "event: keepalive");
    }

    [Fact]
    public async Task Silence_WhenTheClientAsksForEvents_IsBrokenByANamedEvent()
    {
        await using var gateway = await StartAsync("""{ "KeepAlive": "00:00:20" }""");
        await using var client = SseClient.Open(new(gateway.Address, Page + "?comet.keepalive=event"));
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        await AdvanceUntilAsync(() => client.Events.Any(one => one.Type is "keepalive"));

        var keepalive = client.Events.Single(one => one.Type is "keepalive");
        Assert.Equal(("{}", null), (keepalive.Data, keepalive.Id));
        Assert.Single(client.Events, one => one.Type is "message");
    }

    [Fact]
    public async Task Retry_OfTwentyClients_IsSpreadOverOneToTwoTimesTheSetting()
    {
        await using var gateway = await StartAsync("""{ "Retry": "00:00:02" }""");
        var retries = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            await using var reader = await RawSseReader.OpenAsync(new(gateway.Address, Page));
            var line = await reader.WaitForAsync(line => line.StartsWith("retry: ", StringComparison.Ordinal), "retry");
            Assert.Equal("retry:", reader.Lines[0].Text[..6]);
            retries.Add(int.Parse(line.Text.AsSpan("retry: ".Length), CultureInfo.InvariantCulture));
        }

        Assert.All(retries, retry => Assert.InRange(retry, 2000, 4000));
        Assert.True(retries.Distinct().Count() > 10, string.Join(' ', retries));
    }

    private Task<GatewayApp> StartAsync(string comet) => GatewayApp.StartAsync(
        WatchedConfiguration.For(_site.Address, comet, """{ "Poll": { "Interval": "01:00:00" }, "Audience": "Everyone" }"""), _time);

    // A shard does its ticks on a thread of its own, so what a tick writes may arrive a little after the next one.
    private Task AdvanceUntilAsync(Func<bool> isThere) => Eventually.IsTrueAsync(
        () =>
        {
            if (isThere()) return true;
            _time.Advance(Tick);
            return false;
        },
        "a keepalive");
}
