using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CometGateway.TestKit.Streams;

/// <summary>A WebSocket whose messages are JSON objects, over HTTP/1.1 or HTTP/2.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;

    private SocketClient(ClientWebSocket socket, HttpMessageInvoker http, string name) => (_socket, _http, Messages) = (socket, http, new($"messages of {name}"));

    public Observed<ReceivedLine> Messages { get; }

    public string? Subprotocol => _socket.SubProtocol;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <param name="isReading">Default true; otherwise nothing is read before <see cref="Read"/>.</param>
    /// <exception cref="WebSocketException">The handshake was refused.</exception>
    public static async Task<SocketClient> ConnectAsync(
        Uri url, SocketClientOptions? options = null, bool isReading = true)
    {
        options ??= new();
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = options.IsHttp2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        if (options.Subprotocol is not null) socket.Options.AddSubProtocol(options.Subprotocol);
        foreach (var (name, value) in options.Headers) socket.Options.SetRequestHeader(name, value);
        var http = new HttpMessageInvoker(TestClient.CreateHandler());
        var client = new SocketClient(socket, http, url.PathAndQuery);
        using var patience = new CancellationTokenSource(Patience.Default);
        try
        {
            await socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws" }.Uri, http, patience.Token);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != default)
        {
            client.HandshakeStatus = socket.HttpStatusCode;
            return client;
        }

        client.HandshakeStatus = socket.HttpStatusCode;
        if (isReading) client.Read();
        return client;
    }

    /// <summary>101, or 200 over HTTP/2; anything else is a refusal.</summary>
    public HttpStatusCode HandshakeStatus { get; private set; }

    public void Read() => _reading = Task.Run(ReadAsync);

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, _closing.Token);

    public Task<ReceivedLine> WaitForAsync(Func<ReceivedLine, bool> match, string what, TimeSpan? within = null) => Messages.FirstAsync(match, what, within);

    /// <summary>Waits for the server's close, and answers it.</summary>
    public async Task<int> ClosedAsync()
    {
        await _reading.WaitAsync(Patience.Default);
        return (int)(CloseStatus ?? throw new WaitFailedException($"Not closed, but {Messages.EndReason}.\n{Messages.Dump()}"));
    }

    /// <summary>Closes politely, and waits for the server's answer.</summary>
    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _closing.Token);
        await _reading.WaitAsync(Patience.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _socket.Dispose();
        _http.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync()
    {
        var (buffer, message) = (new byte[16 * 1024], new List<byte>());
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), _closing.Token);
                if (received.MessageType == WebSocketMessageType.Close) break;
                message.AddRange(buffer.AsSpan(0, received.Count));
                if (!received.EndOfMessage) continue;
                Messages.Add(ReceivedLine.Of(Encoding.UTF8.GetString([.. message])));
                message.Clear();
            }

            Messages.End($"closed with {_socket.CloseStatus}");
            if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _closing.Token);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or JsonException or IOException)
        {
            Messages.End($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
