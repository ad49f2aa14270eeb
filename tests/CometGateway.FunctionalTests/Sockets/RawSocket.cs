using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Sockets;

/// <summary>A WebSocket by hand: frame by frame, several messages in one write, a pace of its own, and a close that is not answered.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawSocket(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    /// <param name="receives">Bytes that the client's side takes in before they are read. Default what the system finds good, which may be many megabytes.</param>
    public static async Task<RawSocket> OpenAsync(WatchedSite page, string path = "/_comet/stream", int? receives = null)
    {
        var tcp = new TcpClient();
        if (receives is { } bytes) tcp.ReceiveBufferSize = bytes;
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
        foreach (var text in messages) bytes.Write(Frame(0x81, Encoding.UTF8.GetBytes(text)));
        return _stream.WriteAsync(bytes.WrittenMemory).AsTask();
    }

    /// <summary>The last frame of a message that was begun.</summary>
    public Task SendEndAsync(string text) => _stream.WriteAsync(Frame(0x80, Encoding.UTF8.GetBytes(text))).AsTask();

    /// <summary>So many frames without a payload, as one write.</summary>
    /// <param name="head">The first byte of each: FIN and opcode.</param>
    public Task SendEmptyAsync(byte head, int count = 1) => _stream.WriteAsync(Enumerable.Repeat(Frame(head, []), count).SelectMany(frame => frame).ToArray()).AsTask();

    /// <summary>A ping or a pong (RFC 6455 §5.5).</summary>
    public Task SendControlAsync(int opcode, byte[] payload) => _stream.WriteAsync(Frame((byte)(0x80 | opcode), payload)).AsTask();

    /// <summary>The next message, which has one frame.</summary>
    public async Task<ReceivedLine> ReceiveAsync()
    {
        while (true)
        {
            var (isFinal, opcode, payload) = await FrameAsync();
            Assert.True(isFinal, "a whole message");
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
            var (_, opcode, payload) = await FrameAsync();
            if (opcode == 8) return (WebSocketCloseStatus)((payload[0] << 8) | payload[1]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The next frame, whatever it is.</summary>
    public async Task<(bool IsFinal, int Opcode, byte[] Payload)> FrameAsync()
    {
        var head = await ReadAsync(2);
        Assert.True((head[1] & 0x80) == 0, "no mask");
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            _ => (ulong)head[1],
        };
        return ((head[0] & 0x80) != 0, head[0] & 0x0F, await ReadAsync((int)length));
    }

    /// <summary>With a mask of zeroes, which changes nothing (RFC 6455 §5.2).</summary>
    private static byte[] Frame(byte head, byte[] payload)
    {
        Assert.True(payload.Length < 126, "a longer length needs another form");
        return [head, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
