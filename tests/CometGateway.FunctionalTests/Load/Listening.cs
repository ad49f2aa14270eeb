using System.Net;
using System.Net.WebSockets;
using System.Text;
using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Load;

/// <summary>The ways in which a listener may listen, each with the least that a client needs.</summary>
internal static class Listening
{
    public const string Page = "/watched/counter";

    private const string Many = "/_comet/stream?url=%2Fwatched%2Fcounter&url=%2Fwatched%2Fstill";

    public static IReadOnlyDictionary<string, Func<HttpMessageInvoker, Uri, Listener, CancellationToken, Task>> Ways { get; } =
        new Dictionary<string, Func<HttpMessageInvoker, Uri, Listener, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["sse"] = (http, gateway, listener, left) => ReadAsync(http, new(gateway, Page), "text/event-stream", listener, left),
            ["ndjson"] = (http, gateway, listener, left) => ReadAsync(http, new(gateway, Page), "application/x-ndjson", listener, left),
            ["iframe"] = (http, gateway, listener, left) => ReadAsync(http, new(gateway, Page + "?comet.transport=iframe"), "text/html", listener, left),
            ["many"] = (http, gateway, listener, left) => ReadAsync(http, new(gateway, Many), "text/event-stream", listener, left),
            ["braid"] = SubscribeAsync,
            ["longpoll"] = (http, gateway, listener, left) => PollAsync(http, gateway, new("Prefer", "wait=60"), listener, left),
            // A page's own conditional GETs, which the policy's HoldPolls makes wait.
            ["held"] = (http, gateway, listener, left) => PollAsync(http, gateway, new("Accept", "application/json"), listener, left),
            ["line poll"] = PollLinesAsync,
            ["websocket"] = SocketAsync,
        };

    private static async Task ReadAsync(HttpMessageInvoker http, Uri url, string mediaType, Listener listener, CancellationToken left)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(mediaType);
        using var answer = await http.SendAsync(request, left);
        if (answer.StatusCode != HttpStatusCode.OK) listener.Ended($"answered {answer.StatusCode}");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(left));
        // In an iframe's scripts the lines stand in strings.
        while (await reader.ReadLineAsync(left) is { } line) listener.Take(line.Replace("\\\"", "\"", StringComparison.Ordinal));
        listener.Ended("the stream ended");
    }

    private static async Task SubscribeAsync(HttpMessageInvoker http, Uri gateway, Listener listener, CancellationToken left)
    {
        await using var reader = await BraidReader.OpenAsync(http, new(gateway, Page), left);
        if ((int)reader.Response.StatusCode != 209) listener.Ended($"answered {reader.Response.StatusCode}");
        var state = "";
        while (true) listener.Take(state = (await reader.NextAsync(left)).AppliedTo(state));
    }

    /// <summary>The conditional GETs of one client: each names the state of the one before, and the first a state that there never was.</summary>
    private static async Task PollAsync(HttpMessageInvoker http, Uri gateway, KeyValuePair<string, string> header, Listener listener, CancellationToken left)
    {
        var tag = "\"none\"";
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, Page));
            request.Headers.Add(header.Key, header.Value);
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            using var answer = await http.SendAsync(request, left);
            if (answer.StatusCode != HttpStatusCode.OK) listener.Ended($"answered {answer.StatusCode}");
            tag = answer.Headers.ETag?.ToString() ?? tag;
            listener.Take(await answer.Content.ReadAsStringAsync(left));
        }
    }

    /// <summary>The long polls for lines of one client: each goes on from the version of the one before.</summary>
    private static async Task PollLinesAsync(HttpMessageInvoker http, Uri gateway, Listener listener, CancellationToken left)
    {
        var id = "";
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"{Page}?comet.since={id}"));
            request.Headers.Accept.ParseAdd("application/x-ndjson");
            request.Headers.Add("Prefer", "wait=60");
            using var answer = await http.SendAsync(request, left);
            if (answer.StatusCode != HttpStatusCode.OK) listener.Ended($"answered {answer.StatusCode}");
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(left));
            while (await reader.ReadLineAsync(left) is { } line)
            {
                id = ReceivedLine.Of(line).Id ?? id;
                listener.Take(line);
            }
        }
    }

    private static async Task SocketAsync(HttpMessageInvoker http, Uri gateway, Listener listener, CancellationToken left)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("comet.v1");
        await socket.ConnectAsync(new UriBuilder(new Uri(gateway, Page)) { Scheme = "ws" }.Uri, http, left);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), left) is { MessageType: WebSocketMessageType.Text } message)
            listener.Take(Encoding.UTF8.GetString(buffer, 0, message.Count));
        listener.Ended($"closed with {socket.CloseStatus}");
    }
}
