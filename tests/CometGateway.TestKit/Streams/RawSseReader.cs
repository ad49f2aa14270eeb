namespace CometGateway.TestKit.Streams;

/// <summary>Reads a stream line by line, so that comments, retry fields and empty lines are seen.</summary>
public sealed class RawSseReader : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _closing = new();
    private readonly Observed<StreamLine> _lines;
    private readonly Task _reading;

    private RawSseReader(HttpClient http, HttpResponseMessage response, TimeProvider time)
    {
        _http = http;
        _response = response;
        _lines = new($"lines of {response.RequestMessage?.RequestUri}");
        _reading = Task.Run(() => ReadAsync(time));
    }

    /// <summary>Status and headers of the answer; its body belongs to the reader.</summary>
    public HttpResponseMessage Response => _response;

    public IReadOnlyList<StreamLine> Lines => _lines.Items;

    /// <summary>Completes at the end of the stream, however it ends.</summary>
    public Task Ended => _reading;

    /// <summary>Null while the stream goes on, else how it ended.</summary>
    public string? EndReason => _lines.EndReason;

    /// <param name="headers">Request headers besides Accept.</param>
    /// <param name="time">Clock of arrival times. Default the system's.</param>
    public static async Task<RawSseReader> OpenAsync(Uri url, IReadOnlyDictionary<string, string>? headers = null, TimeProvider? time = null)
    {
        var http = TestClient.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal)) request.Headers.TryAddWithoutValidation(name, value);
        return new(http, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead), time ?? TimeProvider.System);
    }

    /// <summary>The first line that matches, already here or still to come.</summary>
    /// <exception cref="WaitFailedException">None came in time, or the stream ended before.</exception>
    public Task<StreamLine> WaitForAsync(Func<string, bool> match, string what, TimeSpan? within = null) =>
        _lines.FirstAsync(line => match(line.Text), what, within);

    /// <summary>Waits until all lines so far satisfy a condition.</summary>
    public Task<IReadOnlyList<StreamLine>> WaitUntilAsync(Func<IReadOnlyList<StreamLine>, bool> condition, string what, TimeSpan? within = null) =>
        _lines.UntilAsync(condition, what, within);

    public string Dump() => _lines.Dump();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _response.Dispose();
        _http.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync(TimeProvider time)
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_closing.Token));
            while (await reader.ReadLineAsync(_closing.Token) is { } line) _lines.Add(new(line, time.GetUtcNow()));
            _lines.End("the stream ended");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException)
        {
            _lines.End($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}

/// <summary>One line without its line end, and when it came.</summary>
public sealed record StreamLine(string Text, DateTimeOffset At)
{
    public override string ToString() => $"{At:HH:mm:ss.fff} {Text}";
}
