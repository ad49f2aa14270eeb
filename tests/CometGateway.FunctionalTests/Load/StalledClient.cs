using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CometGateway.FunctionalTests.Load;

/// <summary>Asks for a stream over a socket with a tiny window, and then reads only when it is told to.</summary>
internal sealed class StalledClient : IDisposable
{
    private readonly Socket _socket;

    private StalledClient(Socket socket) => _socket = socket;

    public static async Task<StalledClient> OpenAsync(Uri url)
    {
        // Before connecting: the window is agreed on then.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
        return new(socket);
    }

    /// <summary>Reads on, through the chunks' frames, until the condition holds for all the text so far.</summary>
    public async Task<string> ReadUntilAsync(Func<string, bool> condition, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer, cancellation);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            // Whole lines only are worth a look; a body may be a megabyte.
            if (read == 0 || (buffer.AsSpan(0, read).Contains((byte)'\n') && condition(text.ToString()))) return text.ToString();
        }
    }

    /// <summary>With a reset when unread bytes are there, as a closed browser does.</summary>
    public void Dispose() => _socket.Dispose();
}
