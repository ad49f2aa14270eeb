using System.Net;
using System.Text.Json;

namespace CometGateway.TestKit.Streams;

/// <summary>Reads a stream of JSON lines on one connection.</summary>
public sealed class LineClient : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;

    private LineClient(HttpMessageInvoker http, bool ownsHttp, HttpResponseMessage response)
    {
        (_http, _ownsHttp, Response) = (http, ownsHttp, response);
        Lines = new($"lines of {response.RequestMessage?.RequestUri}");
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Status and headers of the answer.</summary>
    public HttpResponseMessage Response { get; }

    public Observed<ReceivedLine> Lines { get; }

    /// <summary>The body of an answer that is no stream.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Completes at the end of the stream, however it ends.</summary>
    public Task Ended => _reading;

    /// <param name="headers">Request headers besides Accept.</param>
    /// <param name="http">Connections to use. Default one of the client's own.</param>
    public static async Task<LineClient> OpenAsync(Uri url, IReadOnlyDictionary<string, string>? headers = null, HttpMessageInvoker? http = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal)) request.Headers.TryAddWithoutValidation(name, value);
        var invoker = http ?? new HttpMessageInvoker(TestClient.CreateHandler());
        return new(invoker, http is null, await invoker.SendAsync(request, CancellationToken.None));
    }

    /// <summary>The first line that matches, already here or still to come.</summary>
    public Task<ReceivedLine> WaitForAsync(Func<ReceivedLine, bool> match, string what, TimeSpan? within = null) => Lines.FirstAsync(match, what, within);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        Response.Dispose();
        if (_ownsHttp) _http.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            if (Response.StatusCode != HttpStatusCode.OK || Response.Content.Headers.ContentType?.MediaType is not "application/x-ndjson")
            {
                Refusal = await Response.Content.ReadAsStringAsync(_closing.Token);
                Lines.End($"answered {(int)Response.StatusCode} {Refusal}");
                return;
            }

            using var reader = new StreamReader(await Response.Content.ReadAsStreamAsync(_closing.Token));
            while (await reader.ReadLineAsync(_closing.Token) is { } line) Lines.Add(ReceivedLine.Of(line));
            Lines.End("the stream ended");
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException or JsonException)
        {
            Lines.End($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
