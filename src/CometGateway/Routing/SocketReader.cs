using System.Net.WebSockets;
using CometGateway.Core.Deltas;
using CometGateway.Transports;

namespace CometGateway.Routing;

/// <summary>Reads what the client of a WebSocket asks for, until it leaves or breaks a rule.</summary>
/// <param name="limit">The most URLs at a time.</param>
/// <param name="events">The form of those that name none; null leaves it to the URL and the policy.</param>
internal sealed class SocketReader(WebSocket socket, Connection connection, int limit, EventForm? events)
{
    /// <summary>A URL has at most 4 KiB, and JSON may escape each of its characters.</summary>
    private const int MaxMessageBytes = 32 * 1024;

    /// <summary>Frames without a byte, which are allowed (RFC 6455 §5.4) and would otherwise cost the client nothing without end.</summary>
    private const int MaxEmptyFrames = 32;

    /// <summary>Runs until there is nothing more to be read.</summary>
    /// <returns>How the socket is to be closed; null when the client has closed it or is gone.</returns>
    public async Task<SocketClose?> ReadAsync(CancellationToken left)
    {
        var buffer = new byte[1024];
        var length = 0;
        var empty = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), left);
            }
            catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
            {
                return null;
            }

            if (received.MessageType == WebSocketMessageType.Close) return null;
            if (received.MessageType == WebSocketMessageType.Binary) return new(WebSocketCloseStatus.InvalidMessageType, "messages are text");
            length += received.Count;
            if (!received.EndOfMessage)
            {
                if (received.Count == 0 && ++empty > MaxEmptyFrames) return SocketClose.Refused($"a message has at most {MaxEmptyFrames} empty frames");
                if (length >= MaxMessageBytes) return new(WebSocketCloseStatus.MessageTooBig, $"a message has at most {MaxMessageBytes} bytes");
                if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }

            if (Obey(buffer.AsMemory(0, length)) is { } close) return close;
            (length, empty) = (0, 0);
        }
    }

    /// <summary>Reads on until the client's close: a connection that is cut over unread messages is reset, and a close on its way to the client is lost with it.</summary>
    public async Task DiscardAsync(CancellationToken left)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), left)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is gone.
        }
    }

    private SocketClose? Obey(ReadOnlyMemory<byte> message)
    {
        if (SocketCommand.Parse(message) is not { } command) return SocketClose.Refused(SocketCommand.Allowed);
        var url = SlotUrl.Parse(command.Url, out var why);
        if (url is null && !command.IsSubscribe) return SocketClose.Refused($"a URL {why}");
        if (!command.IsSubscribe)
        {
            connection.Close(url!.Shown);
            return null;
        }

        if (connection.IsFlooded(limit)) return SocketClose.Refused($"more than {limit} URLs were refused and the answers are not read");
        connection.Expect();
        if (connection.IsFull(limit))
        {
            connection.Refuse(
                new Slot(url?.Shown ?? SlotUrl.ShownOf(command.Url), command.Since),
                new(429, "urls", "Too many URLs", $"A connection carries at most {limit} (Comet:Limits:UrlsPerConnection).", 10) { Limit = limit });
            return null;
        }

        Open(command);
        return null;
    }

    /// <summary>Opens a URL that the session awaits.</summary>
    public void Open(SocketCommand command)
    {
        var url = SlotUrl.Parse(command.Url, out var why);
        var slot = new Slot(url?.Shown ?? SlotUrl.ShownOf(command.Url), command.Since);
        if (url is null) connection.Refuse(slot, new(400, "bad_url", "The URL is wrong", $"A url {why}."));
        else connection.Open(url, slot, command.Events ?? events);
    }
}
