using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>A WebSocket by hand: several messages in one write, and a close that is not answered.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawSocket(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    public static async Task<RawSocket> OpenAsync(WatchedSite page, string path = "/_comet/stream")
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(page.Gateway.Address.Host, page.Gateway.Address.Port);
        var socket = new RawSocket(tcp);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {page.Gateway.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: comet.v1\r\n\r\n"));
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await socket.ReadAsync(1))[0]);
        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return socket;
    }

    /// <summary>All messages as one write.</summary>
    public Task SendAsync(IEnumerable<string> messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var text in messages.Select(Encoding.UTF8.GetBytes))
        {
            Assert.True(text.Length < 126, "a longer length needs another form");
            // A final text frame, and a mask of zeroes, which changes nothing (RFC 6455 §5.2).
            bytes.Write<byte>([0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text]);
        }

        return _stream.WriteAsync(bytes.WrittenMemory).AsTask();
    }

    /// <summary>The next message.</summary>
    public async Task<ReceivedLine> ReceiveAsync()
    {
        while (true)
        {
            var (opcode, payload) = await FrameAsync();
            if (opcode == 1) return ReceivedLine.Of(Encoding.UTF8.GetString(payload));
            Assert.NotEqual(8, opcode);
        }
    }

    /// <summary>Reads up to the server's close and gives it no answer.</summary>
    /// <returns>Its status.</returns>
    public async Task<WebSocketCloseStatus> CloseAsync()
    {
        while (true)
        {
            var (opcode, payload) = await FrameAsync();
            if (opcode == 8) return (WebSocketCloseStatus)((payload[0] << 8) | payload[1]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(int Opcode, byte[] Payload)> FrameAsync()
    {
        var head = await ReadAsync(2);
        Assert.True((head[0] & 0x80) != 0 && (head[1] & 0x80) == 0, "a whole message, and no mask");
        var length = (int)head[1];
        if (length == 126) length = (await ReadAsync(2)) is [var high, var low] ? (high << 8) | low : 0;
        return (head[0] & 0x0F, await ReadAsync(length));
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
