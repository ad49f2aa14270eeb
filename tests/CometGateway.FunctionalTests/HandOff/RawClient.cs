using System.Net.Sockets;
using System.Text;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.HandOff;

/// <summary>A client of bytes: it sends what it is told to and keeps all that comes, as Latin-1.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly StringBuilder _text = new();
    private readonly byte[] _room = new byte[64 * 1024];

    public string Text => _text.ToString();

    public static async Task<RawClient> ConnectAsync(Uri gateway, int? receiveBuffer = null)
    {
        var client = new RawClient();
        if (receiveBuffer is { } bytes) client._socket.ReceiveBufferSize = bytes;
        await client._socket.ConnectAsync(gateway.Host, gateway.Port);
        return client;
    }

    public async Task SendAsync(string text)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text); rest.Length > 0;) rest = rest[await _socket.SendAsync(rest)..];
    }

    public Task GetAsync(string path, string accept, string more = "") =>
        SendAsync($"GET {path} HTTP/1.1\r\nHost: gateway.example\r\nAccept: {accept}\r\n{more}\r\n");

    /// <summary>Reads on until all that came says so.</summary>
    /// <exception cref="EndOfStreamException">The gateway closed the connection before.</exception>
    public async Task ReadUntilAsync(Func<string, bool> isThere)
    {
        while (!isThere(Text))
        {
            if (await ReadAsync() == 0) throw new EndOfStreamException($"The connection ended after {_text.Length} characters: {Text}");
        }
    }

    /// <returns>How many bytes came; 0 at the end.</returns>
    public async Task<int> ReadAsync()
    {
        var count = await _socket.ReceiveAsync(_room).WaitAsync(Patience.Default);
        _text.Append(Encoding.Latin1.GetString(_room, 0, count));
        return count;
    }

    /// <summary>No more will be sent; what comes can still be read.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Leaves with a TCP reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
