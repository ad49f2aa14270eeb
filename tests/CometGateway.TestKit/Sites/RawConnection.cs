using System.Net.Sockets;
using System.Text;

namespace CometGateway.TestKit.Sites;

/// <summary>One connection of a <see cref="RawSite"/>.</summary>
public sealed class RawConnection(Socket socket, Observed<string> heads, CancellationToken stopping) : IDisposable
{
    /// <summary>Cancelled when the site stops.</summary>
    public CancellationToken Stopping { get; } = stopping;

    /// <summary>Reads up to the empty line that ends a request head.</summary>
    /// <exception cref="IOException">The client closed the connection.</exception>
    public async Task<string> ReadRequestAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!EndsWithEmptyLine(head))
        {
            if (await socket.ReceiveAsync(one, Stopping) == 0) throw new IOException("The client closed the connection.");
            head.Append((char)one[0]);
        }

        heads.Add(head.ToString());
        return head.ToString();
    }

    /// <summary>Writes one byte per character (Latin-1).</summary>
    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;) rest = rest[await socket.SendAsync(rest, Stopping)..];
    }

    /// <summary>Keeps the connection open and silent until the site stops.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, Stopping);

    /// <summary>Breaks the connection with a TCP reset.</summary>
    public void Reset()
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();

    internal void Finish()
    {
        if (socket.Connected) socket.Shutdown(SocketShutdown.Both);
    }

    private static bool EndsWithEmptyLine(StringBuilder head) =>
        head.Length >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';
}
