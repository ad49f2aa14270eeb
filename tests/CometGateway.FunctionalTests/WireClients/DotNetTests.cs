using System.Net.WebSockets;
using System.Text;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.WireClients;

/// <summary>.NET's own SseParser and ClientWebSocket on a connection of many pages.</summary>
public sealed class DotNetTests
{
    [Fact]
    public async Task SseParser_ComesBackWithItsLastId_AndMissesNothingOfEitherPage()
    {
        await using var pages = await WirePages.StartAsync();
        var url = new Uri(pages.StreamOf(WirePages.One, WirePages.Two));
        var lines = new Observed<string>("lines of both connections");
        string? last;
        await using (var first = SseClient.Open(url))
        {
            await ReadAsync(first, lines, 0);
            last = first.LastEventId;
        }

        pages.Show(1);
        await using var second = SseClient.Open(url, new() { LastEventId = last });
        await ReadAsync(second, lines, 1);

        Assert.Matches("^[\\w-]{16}[.][\\w-]{16}$", last);
        // Changes, as it named what it had.
        Assert.DoesNotContain(second.Events, one => one.Data.Contains("\"snapshot\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientWebSocket_WithUrlsInTheQuery_ReadsBothPages()
    {
        await using var pages = await WirePages.StartAsync();
        using var patience = new CancellationTokenSource(Patience.Start);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("comet.v1");
        await socket.ConnectAsync(new(pages.StreamOf(WirePages.One, WirePages.Two).Replace("http", "ws", StringComparison.Ordinal)), patience.Token);
        var lines = new Observed<string>("messages");
        for (var n = 0; n <= 2; n++)
        {
            pages.Show(n);
            while (!lines.IsAt(WirePages.One, WirePages.Text(n)) || !lines.IsAt(WirePages.Two, WirePages.Text(n))) lines.Add(await MessageAsync(socket, patience.Token));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        Assert.Equal(("comet.v1", WebSocketCloseStatus.NormalClosure), (socket.SubProtocol, socket.CloseStatus));
    }

    private static async Task ReadAsync(SseClient client, Observed<string> lines, int n)
    {
        var read = 0;
        await client.WaitUntilAsync(
            events =>
            {
                for (; read < events.Count; read++) Array.ForEach(events[read].Data.Split('\n'), lines.Add);
                return lines.IsAt(WirePages.One, WirePages.Text(n)) && lines.IsAt(WirePages.Two, WirePages.Text(n));
            },
            $"state {n} of both",
            Patience.Start);
    }

    private static async Task<string> MessageAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var message = new MemoryStream();
        var buffer = new byte[4096];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            message.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);
        Assert.Equal(WebSocketMessageType.Text, result.MessageType);
        return Encoding.UTF8.GetString(message.ToArray());
    }
}
