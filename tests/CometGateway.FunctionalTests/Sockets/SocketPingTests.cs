using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>Pings and pongs (RFC 6455 §5.5.2, §5.5.3), and that nobody is cut for a pong that waits behind a large state.</summary>
public sealed class SocketPingTests
{
    private const int Text = 1;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    [Fact]
    public async Task AClientThatIsSilentForKeepAlive_IsPinged()
    {
        await using var page = await StartAsync(""" "KeepAlive": "00:00:01", """);
        await using var socket = await RawSocket.OpenAsync(page, "/page");

        // The session's own keepalives go on for ever, ping or not.
        await socket.SendControlAsync(Pong, await FirstAsync(socket, Ping).WaitAsync(Patience.Default));
        await FirstAsync(socket, Ping).WaitAsync(Patience.Default);
    }

    [Fact]
    public async Task APingOfTheClient_IsAnsweredByAPongWithItsBytes()
    {
        await using var page = await StartAsync();
        await using var socket = await RawSocket.OpenAsync(page, "/page");

        await socket.SendControlAsync(Ping, "are you there"u8.ToArray());

        Assert.Equal("are you there", Encoding.ASCII.GetString(await FirstAsync(socket, Pong).WaitAsync(Patience.Default)));
    }

    [Fact]
    public async Task AClientThatTakesBytesAllTheTime_IsNotCut_HoweverLateItsPongs()
    {
        // The ping lies behind some megabytes in the socket's buffers, and this client, which takes half a megabyte a second, comes to it after
        // KeepAlive and SendTimeout are over; yet no write of the gateway's ever waits for SendTimeout.
        const int State = 8 << 20;
        const int BytesPerTick = 25_000;
        const int Paced = 4_500_000;
        await using var page = await StartAsync(""" "KeepAlive": "00:00:01", "SendTimeout": "00:00:05", "Limits": { "MaxBodyBytes": 16777216 }, """);
        page.Site.SetBody("/page", "application/json", $"\"{new string('x', State)}\"");
        await using var socket = await RawSocket.OpenAsync(page, "/page");
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));

        var taken = 0;
        var allowed = 0;
        while (taken < State)
        {
            var (_, opcode, payload) = await socket.FrameAsync();
            Assert.NotEqual(Close, opcode);
            if (opcode == Ping) await socket.SendControlAsync(Pong, payload);
            taken += payload.Length;
            while (taken < Paced && allowed < taken)
            {
                await tick.WaitForNextTickAsync();
                allowed += BytesPerTick;
            }
        }

        page.Site.SetBody("/page", "application/json", "2");
        while (!Encoding.UTF8.GetString(await FirstAsync(socket, Text)).Contains("\"data\":2", StringComparison.Ordinal))
        {
            // The rest of the large state, and keepalives.
        }
    }

    private static async Task<byte[]> FirstAsync(RawSocket socket, int wanted)
    {
        while (true)
        {
            var (_, opcode, payload) = await socket.FrameAsync();
            Assert.NotEqual(Close, opcode);
            if (opcode == wanted) return payload;
        }
    }

    private static async Task<WatchedSite> StartAsync(string comet = "")
    {
        var page = await WatchedSite.StartAsync(comet: comet);
        page.Site.On("/page", Answers.Json("1"));
        return page;
    }
}
