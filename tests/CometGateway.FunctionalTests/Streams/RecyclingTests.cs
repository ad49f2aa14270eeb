using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Connections end politely by age and by bytes, between events.</summary>
public class RecyclingTests : IAsyncLifetime
{
    private const string Page = "/watched/page";

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = await ScriptedSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task ConnectionBytes_WhenUsedUp_EndTheStreamAfterAWholeEvent()
    {
        const int Limit = 5_000;
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, $$"""{ "ConnectionBytes": {{Limit}} }"""));
        _site.SetBody(Page, "text/plain", State(0));
        await using var reader = await RawSseReader.OpenAsync(new(gateway.Address, Page));

        var n = 0;
        var deadline = new Deadline("the end of the stream", reader.Dump);
        while (reader.EndReason is null)
        {
            deadline.Check();
            var wanted = $"data: {State(n)}";
            await Task.WhenAny(reader.WaitForAsync(line => line == wanted, $"state {n}"), reader.Ended);
            _site.SetBody(Page, "text/plain", State(++n));
        }

        Assert.Equal("the stream ended", reader.EndReason);
        Assert.Equal("", reader.Lines[^1].Text);
        var sent = reader.Lines.Sum(line => line.Text.Length + 1);
        // It ends at the tick after the limit, and what changed in that second went out before: ten states of half a kilobyte, and a slow machine's.
        Assert.InRange(sent, Limit * 4 / 5, Limit * 4);
    }

    [Fact]
    public async Task ConnectionBytes_Recycled_ComesBackWithoutAGapOrARepetition()
    {
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, """{ "ConnectionBytes": 300, "Retry": "00:00:00.010" }"""));
        _site.SetBody(Page, "application/json", Counting.Body(0));
        await using var client = SseClient.Open(new(gateway.Address, Page), new() { Reconnect = true });

        var n = 0;
        var deadline = new Deadline("three connections", client.Dump);
        while (client.Answers.Count < 3)
        {
            deadline.Check();
            var wanted = n;
            await client.WaitForAsync(one => one.Type is "message" && Counting.NumberOf(one) == wanted, $"state {wanted}");
            _site.SetBody(Page, "application/json", Counting.Body(++n));
        }

        // The site moved on only when this client had the state, so it has seen every one of them, once.
        var numbers = Counting.NumbersOf(client.Events);
        Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
    }

    [Fact]
    public async Task ConnectionLifetime_OfTwentyClients_EndsThemSpreadOverItsLastFifth()
    {
        var time = new ManualTimeProvider();
        _site.SetBody(Page, "text/plain", "one");
        await using var gateway = await GatewayApp.StartAsync(
            WatchedConfiguration.For(_site.Address, """{ "ConnectionLifetime": "00:10:00" }""", """{ "Poll": { "Interval": "01:00:00" }, "Audience": "Everyone" }"""), time);
        var readers = new List<RawSseReader>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                readers.Add(await RawSseReader.OpenAsync(new(gateway.Address, Page)));
                await readers[i].WaitForAsync(line => line is "data: one", "the first state");
            }

            time.Advance(TimeSpan.FromSeconds(479));
            // The ticks of one Advance may be worked off together: all that is certain is one keepalive of each.
            await Task.WhenAll(readers.Select(reader => reader.WaitForAsync(line => line is ":", "a keepalive")));
            Assert.All(readers, reader => Assert.Null(reader.EndReason));

            time.Advance(TimeSpan.FromSeconds(60));
            await Eventually.IsTrueAsync(() => readers.Any(reader => reader.EndReason is not null), "the first ends");
            Assert.Contains(readers, reader => reader.EndReason is null);

            time.Advance(TimeSpan.FromSeconds(62));
            await Task.WhenAll(readers.Select(reader => reader.Ended)).WaitAsync(Patience.Default);
            Assert.All(readers, reader => Assert.Equal("the stream ended", reader.EndReason));
        }
        finally
        {
            foreach (var reader in readers) await reader.DisposeAsync();
        }
    }

    private static string State(int n) => $"{n:0000} {new string('x', 500)}";
}
