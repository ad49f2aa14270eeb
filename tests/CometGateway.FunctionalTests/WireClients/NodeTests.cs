using CometGateway.TestKit;
using CometGateway.TestKit.Deltas;

namespace CometGateway.FunctionalTests.WireClients;

/// <summary>Clients from npm, as they are, and Node's own fetch.</summary>
public sealed class NodeTests
{
    private const string Letters = "ßéЖ漢";

    [Theory]
    [InlineData(Letters, 3)]
    [InlineData("👩‍🚀", 0)]
    public async Task BraidHttp_AppliesItsPatchesInTheirOrder_AndHasThePagesText(string letters, int patches)
    {
        await using var pages = await WirePages.StartAsync();
        pages.Show(0, letters);
        await using var braid = WirePages.Node("braid.mjs", pages.UrlOf(WirePages.One));
        var version = "";
        for (var n = 0; n <= 3; n++)
        {
            pages.Show(n, letters);
            var update = await braid.LineAsync(line => line.Text("text") == WirePages.Text(n, letters), $"state {n}");

            // What is beyond U+FFFF is one character to some and two to others: such a page is sent whole.
            Assert.Equal(n == 0 ? 0 : patches, update.GetProperty("patches").GetInt32());
            if (n > 0 && patches > 0) Assert.Equal(version, update.GetProperty("parents")[0].GetString());
            version = update.GetProperty("version")[0].GetString()!;
        }

        Assert.Equal(4, braid.Output.Items.Count(line => line.StartsWith('{')));
    }

    [Fact]
    public async Task BraidHttp_WhoseConnectionsAreRecycled_ComesBackForWhatItMissed_AndGetsNothingTwice()
    {
        // So few that each connection ends after its first update.
        await using var pages = await WirePages.StartAsync("""{ "ConnectionBytes": 100 }""");
        pages.Show(0, Letters);
        await using var braid = WirePages.Node("braid.mjs", pages.UrlOf(WirePages.One));
        await braid.LineAsync(line => line.Text("text") == WirePages.Text(0, Letters), "state 0");
        for (var n = 1; n <= 2; n++)
        {
            // It waits for a second before it comes back: the page changes while nobody listens.
            await braid.Output.UntilAsync(lines => lines.Count(line => line.StartsWith("retrying", StringComparison.Ordinal)) == n, $"end {n}", Patience.Start);
            pages.Show(n, Letters);
            await braid.LineAsync(line => line.Text("text") == WirePages.Text(n, Letters), $"state {n}");
        }

        var updates = braid.Output.Items.Where(line => line.StartsWith('{')).Select(JsonLines.Parse).ToList();
        Assert.Equal([0, 3, 3], updates.Select(update => update.GetProperty("patches").GetInt32()));
        Assert.All(updates.Zip(updates.Skip(1)), pair => Assert.Equal(pair.First.GetProperty("version")[0].GetString(), pair.Second.GetProperty("parents")[0].GetString()));
    }

    [Fact]
    public async Task EventSource_OnOneConnectionForTwoPages_ReceivesBothAndTheirCompositeId()
    {
        await using var pages = await WirePages.StartAsync();
        await using var source = WirePages.Node("eventsource.mjs", pages.StreamOf(WirePages.One, WirePages.Two));
        var lines = new Observed<string>("lines in the events' data");
        var read = 0;
        for (var n = 0; n <= 2; n++)
        {
            pages.Show(n);
            foreach (var url in (string[])[WirePages.One, WirePages.Two])
            {
                await source.Output.UntilAsync(_ => Take() && lines.IsAt(url, WirePages.Text(n)), $"state {n} of {url}", Patience.Start);
            }
        }

        Assert.Matches("^[\\w-]{16}[.][\\w-]{16}$", (await source.LineAsync(line => line.Text("id")?.Length == 33, "an id of both")).Text("id"));
        Assert.DoesNotContain(source.Output.Items, line => line.Contains("\"error\"", StringComparison.Ordinal));

        bool Take()
        {
            foreach (var line in source.Output.Items.Skip(read))
            {
                read++;
                if (JsonLines.Parse(line).Text("data") is { } data) Array.ForEach(data.Split('\n'), lines.Add);
            }

            return true;
        }
    }

    [Fact]
    public async Task Ws_SubscribesAndUnsubscribes_AsItsMessagesSay()
    {
        await using var pages = await WirePages.StartAsync();
        await using var socket = WirePages.Node("websocket.mjs", pages.UrlOf("/_comet/stream").Replace("http", "ws", StringComparison.Ordinal));
        await SendAsync("""{"subscribe":"/watched/one","events":"text-delta"}""", """{"subscribe":"/watched/two?x=1&y=ä","events":"text-delta"}""");
        await socket.Output.FollowAsync(WirePages.One, WirePages.Text(0));
        pages.Show(1);
        await socket.Output.FollowAsync(WirePages.One, WirePages.Text(1));
        var two = await socket.Output.FollowAsync(WirePages.Two, WirePages.Text(1));

        // The gateway takes messages in their order: when the third page is there, the second has gone.
        await SendAsync("""{"unsubscribe":"/watched/two?x=1&y=ä"}""", """{"subscribe":"/watched/one?again","events":"text-delta"}""");
        await socket.Output.FollowAsync("/watched/one?again", WirePages.Text(1));
        pages.Show(2);
        await socket.Output.FollowAsync("/watched/one?again", WirePages.Text(2));
        await socket.Output.FollowAsync(WirePages.One, WirePages.Text(2));
        socket.Input.Close();
        Assert.Equal(0, await socket.ExitAsync());

        Assert.Equal("closed 1000", socket.Output.Items[^1]);
        Assert.Equal(two.Count, (await socket.Output.FollowAsync(WirePages.Two, WirePages.Text(1))).Count);

        async Task SendAsync(params string[] messages)
        {
            foreach (var message in messages) await socket.Input.WriteLineAsync(message);
            await socket.Input.FlushAsync();
        }
    }

    [Fact]
    public async Task Fetch_NamingWhatItHas_IsHeldUntilThePageChangesAndGetsTheDelta()
    {
        await using var pages = await WirePages.StartAsync();
        await using var fetch = WirePages.Node("poll.mjs", pages.UrlOf(WirePages.One));
        var text = (await fetch.LineAsync(line => line.GetProperty("status").GetInt32() == 200, "the page")).Text("body")!;
        Assert.Equal(WirePages.Text(0), text);
        for (var n = 1; n <= 3; n++)
        {
            await pages.HeldAsync(n + 1);
            Assert.Equal(n, fetch.Output.Count);
            pages.Show(n);
            await fetch.Output.UntilAsync(lines => lines.Count > n, $"answer {n}", Patience.Start);

            var answer = JsonLines.Parse(fetch.Output.Items[n]);
            Assert.Equal(226, answer.GetProperty("status").GetInt32());
            text = TextDeltaReader.Apply(text, answer.Text("body")!);
            Assert.Equal(WirePages.Text(n), text);
        }
    }
}
