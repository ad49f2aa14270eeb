using System.Net;
using System.Net.ServerSentEvents;

namespace CometGateway.TestKit.Streams;

/// <summary>Reads an event stream with .NET's own parser and, when asked, comes back as browsers do.</summary>
/// <remarks>As in EventSource (HTML §9.2.2) any status but 200, and any other media type, is final; only a broken or ended stream is retried.</remarks>
public sealed class SseClient : IAsyncDisposable
{
    private readonly Uri _url;
    private readonly SseClientOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly CancellationTokenSource _closing = new();
    private readonly Observed<ReceivedEvent> _events;
    private readonly Observed<HttpStatusCode> _answers;
    private readonly Task _running;
    private TimeSpan _retry;

    private SseClient(Uri url, SseClientOptions options)
    {
        _url = url;
        _options = options;
        _ownsHttp = options.Http is null;
        _http = options.Http ?? new HttpMessageInvoker(TestClient.CreateHandler());
        _retry = options.Retry;
        LastEventId = options.LastEventId;
        _events = new($"events of {url}");
        _answers = new($"connections to {url}");
        _running = Task.Run(RunAsync);
    }

    public IReadOnlyList<ReceivedEvent> Events => _events.Items;

    /// <summary>What the next connection would send as Last-Event-ID.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>What retry: said last, or the option's value until it says something.</summary>
    public TimeSpan Retry => _retry;

    /// <summary>The statuses of the answers so far, one per connection that got one.</summary>
    public IReadOnlyList<HttpStatusCode> Answers => _answers.Items;

    /// <summary>Headers of the last answer; null before the first.</summary>
    public IReadOnlyDictionary<string, string>? ResponseHeaders { get; private set; }

    /// <summary>Body of a final answer that was no event stream; null otherwise.</summary>
    public string? RefusalBody { get; private set; }

    /// <summary>Completes when the client will not connect again.</summary>
    public Task Closed => _running;

    public static SseClient Open(Uri url, SseClientOptions? options = null) => new(url, options ?? new());

    /// <summary>Waits for the answer to the n-th connection (from 1).</summary>
    public async Task<HttpStatusCode> AnswerAsync(int n = 1, TimeSpan? within = null) =>
        (await _answers.UntilAsync(answers => answers.Count >= n, $"answer {n}", within))[n - 1];

    /// <summary>The first event that matches, already here or still to come.</summary>
    /// <exception cref="WaitFailedException">None came in time, or the stream ended before; names all events seen.</exception>
    public Task<ReceivedEvent> WaitForAsync(Func<ReceivedEvent, bool> match, string what, TimeSpan? within = null) =>
        _events.FirstAsync(match, what, within);

    /// <summary>Waits until all events so far satisfy a condition.</summary>
    /// <exception cref="WaitFailedException">They did not in time, or the stream ended before.</exception>
    public Task<IReadOnlyList<ReceivedEvent>> WaitUntilAsync(Func<IReadOnlyList<ReceivedEvent>, bool> condition, string what, TimeSpan? within = null) =>
        _events.UntilAsync(condition, what, within);

    public string Dump() => _events.Dump();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        if (_ownsHttp) _http.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var reason = "closed by the test";
        try
        {
            for (var connection = 1; ; connection++)
            {
                var (final, why) = await ReadOnceAsync(connection);
                reason = why;
                if (final || !_options.Reconnect) return;
                await Task.Delay(_retry < _options.LongestRetry ? _retry : _options.LongestRetry, _options.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Dispose: the ordinary end of a client.
        }
        finally
        {
            _events.End(reason);
            _answers.End(reason);
        }
    }

    private async Task<(bool Final, string Reason)> ReadOnceAsync(int connection)
    {
        try
        {
            using var request = NewRequest();
            using var response = await _http.SendAsync(request, _closing.Token);
            ResponseHeaders = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(field => field.Key, field => string.Join(", ", field.Value), StringComparer.OrdinalIgnoreCase);
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
            {
                RefusalBody = await response.Content.ReadAsStringAsync(_closing.Token);
                _answers.Add(response.StatusCode);
                return (true, $"answered {(int)response.StatusCode} {response.Content.Headers.ContentType}");
            }

            _answers.Add(response.StatusCode);
            await ReadEventsAsync(await response.Content.ReadAsStreamAsync(_closing.Token), connection);
            return (false, "the stream ended");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (false, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private HttpRequestMessage NewRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _url);
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in _options.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (!string.IsNullOrEmpty(LastEventId)) request.Headers.TryAddWithoutValidation("Last-Event-ID", LastEventId);
        return request;
    }

    private async Task ReadEventsAsync(Stream stream, int connection)
    {
        var parser = SseParser.Create(stream);
        try
        {
            await foreach (var item in parser.EnumerateAsync(_closing.Token))
            {
                Learn(parser);
                _events.Add(new(item.EventId, item.EventType, item.Data, _options.Time.GetUtcNow(), connection));
            }
        }
        finally
        {
            // An id or retry field may stand alone, without an event.
            Learn(parser);
        }
    }

    private void Learn(SseParser<string> parser)
    {
        if (parser.LastEventId.Length > 0) LastEventId = parser.LastEventId;
        if (parser.ReconnectionInterval >= TimeSpan.Zero) _retry = parser.ReconnectionInterval;
    }
}
