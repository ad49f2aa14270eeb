using CometGateway.TestKit;
using CometGateway.TestKit.Streams;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>One connection with many URLs, as an event stream or as lines: both say the same.</summary>
internal sealed class ManyClient : IAsyncDisposable
{
    private readonly SseClient? _events;
    private readonly LineClient? _lines;

    private ManyClient(SseClient? events, LineClient? lines) => (_events, _lines) = (events, lines);

    public IReadOnlyList<ReceivedLine> Lines => _lines is not null ? _lines.Lines.Items : Of(_events!.Events);

    /// <summary>Completes at the end of the stream.</summary>
    public Task Ended => _lines?.Ended ?? _events!.Closed;

    /// <param name="urls">As a page names them, not yet encoded.</param>
    public static string PathOf(params string[] urls) => "/_comet/stream?" + string.Join('&', urls.Select(url => "url=" + Uri.EscapeDataString(url)));

    public static Task<ManyClient> OpenAsync(WatchedSite page, bool isSse, params string[] urls) => OpenAsync(page, isSse, PathOf(urls), []);

    public static async Task<ManyClient> OpenAsync(WatchedSite page, bool isSse, string path, (string Name, string Value)[] headers) =>
        isSse ? new(page.Open(path, headers), null) : new(null, await page.OpenLinesAsync(path, headers));

    /// <summary>The first line that matches, already here or still to come.</summary>
    public async Task<ReceivedLine> WaitForAsync(Func<ReceivedLine, bool> match, string what)
    {
        if (_lines is not null) return await _lines.WaitForAsync(match, what);
        return Of(await _events!.WaitUntilAsync(events => Of(events).Any(match), what)).First(match);
    }

    /// <summary>Waits for a whole state of one URL.</summary>
    public Task<ReceivedLine> StateAsync(string url, string json) => WaitForAsync(line => line.Url == url && line.Event is "message" && line.Data == json, $"{url} with {json}");

    /// <summary>Waits for the refusal of one URL.</summary>
    /// <returns>Its status and code.</returns>
    public async Task<string> RefusalAsync(string url)
    {
        var line = await WaitForAsync(line => line.Url == url && line.Event is "error", $"the refusal of {url}");
        return $"{line.Of("status")} {line.Of("code")}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null) await _events.DisposeAsync();
        if (_lines is not null) await _lines.DisposeAsync();
    }

    private static List<ReceivedLine> Of(IEnumerable<ReceivedEvent> events) =>
        [.. events.Where(one => one.Type is "message").SelectMany(one => one.Data.Split('\n')).Select(ReceivedLine.Of)];
}
