using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using CometGateway.TestKit.Deltas;

namespace CometGateway.Benchmarks.PollToPush;

/// <summary>One stream that is read as a page reads it: every patch is applied to the state before. A state that is not the next one ends the run.</summary>
internal sealed class PatchedPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private JsonTree? _state;
    private JsonTree? _expected;

    private PatchedPage(Uri url) => _reading = Task.Run(() => ReadAsync(url));

    public long Applied { get; private set; }

    public long Compared { get; private set; }

    public static async Task<PatchedPage> OpenAsync(Uri url)
    {
        var page = new PatchedPage(url);
        await await Task.WhenAny(page._first.Task, page._reading).WaitAsync(TestKit.Patience.Default);
        return page;
    }

    /// <summary>This is what the site says now: what the patches make of the page must be the same once they have come so far.</summary>
    public void Expect(byte[] site)
    {
        lock (_gate)
        {
            _expected = JsonTreeReader.Read(site);
            Compare();
        }
    }

    /// <summary>Starts counting anew.</summary>
    public void Reset()
    {
        lock (_gate) (Applied, Compared) = (0, 0);
    }

    /// <exception cref="InvalidOperationException">A patch did not lead to the next state, or to what the site had said; or the stream ended.</exception>
    public Task CheckAsync() => _reading.IsCompleted ? _reading : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync(Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _closing.Token);
        response.EnsureSuccessStatusCode();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(_closing.Token)).EnumerateAsync(_closing.Token)) Take(item);
        throw new InvalidOperationException($"{url}: the stream ended.");
    }

    private void Take(SseItem<string> item)
    {
        lock (_gate)
        {
            switch (item.EventType)
            {
                case "snapshot" when _state is null:
                    _state = JsonTreeReader.Read(item.Data);
                    _first.TrySetResult();
                    break;
                case "patch" when _state is not null:
                    var before = VersionOf(_state);
                    _state = JsonPatchReader.Apply(_state, JsonTreeReader.Read(Encoding.UTF8.GetBytes(item.Data)));
                    Applied++;
                    if (VersionOf(_state) != before + 1) throw new InvalidOperationException($"State {VersionOf(_state)} came after {before}.");
                    Compare();
                    break;
                case "status" when item.Data is """{"state":"live"}""":
                    break;
                default:
                    throw new InvalidOperationException($"An event {item.EventType} where a patch should be: {item.Data}");
            }
        }
    }

    private void Compare()
    {
        if (_expected is null || _state is null || VersionOf(_expected) != VersionOf(_state)) return;
        if (JsonSame.Difference(_expected, _state) is { } difference) throw new InvalidOperationException($"State {VersionOf(_state)} differs {difference}.");
        Compared++;
        _expected = null;
    }

    private static long VersionOf(JsonTree state) => long.Parse(state.Members[state.Find("v")].Value.Raw, CultureInfo.InvariantCulture);
}
