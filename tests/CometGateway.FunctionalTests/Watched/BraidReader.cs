using System.Globalization;
using System.Text;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>Reads a Braid-HTTP subscription update by update.</summary>
internal sealed class BraidReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;

    private BraidReader(HttpResponseMessage response, Stream stream) => (_response, _stream) = (response, stream);

    /// <summary>Status and headers of the answer.</summary>
    public HttpResponseMessage Response => _response;

    public static async Task<BraidReader> OpenAsync(WatchedSite page, string path, params (string Name, string Value)[] headers)
    {
        using var request = RequestFor(new(page.Gateway.Address, path), headers);
        return await OfAsync(await page.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    public static async Task<BraidReader> OpenAsync(HttpMessageInvoker http, Uri url, CancellationToken left)
    {
        using var request = RequestFor(url, []);
        return await OfAsync(await http.SendAsync(request, left));
    }

    /// <summary>The next update, which is to come soon.</summary>
    public async Task<BraidUpdate> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        return await NextAsync(patience.Token);
    }

    /// <summary>The next update, whenever it comes.</summary>
    public async Task<BraidUpdate> NextAsync(CancellationToken left) => await TryNextAsync(left) ?? throw new EndOfStreamException("The response ended.");

    /// <summary>The next update, which is to come soon; null where the response ends first, politely and between two updates.</summary>
    public async Task<BraidUpdate?> TryNextAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        return await TryNextAsync(patience.Token);
    }

    /// <summary>The next line as it comes, without its line end; null at the end.</summary>
    public async Task<string?> LineAsync(CancellationToken left)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (true)
        {
            if (await _stream.ReadAsync(one, left) == 0) return line.Length == 0 ? null : throw new EndOfStreamException("The response ended within a line.");
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }

    private async Task<BraidUpdate?> TryNextAsync(CancellationToken left)
    {
        if (await HeadAsync(left) is not { } head) return null;
        if (!head.TryGetValue("Patches", out var count))
            return new(Unquoted(head["Version"])!, Unquoted(head.GetValueOrDefault("Parents")), await BodyAsync(head, left), []);

        var patches = new List<BraidPatch>();
        for (var i = int.Parse(count, CultureInfo.InvariantCulture); i > 0; i--)
        {
            var part = await HeadAsync(left) ?? throw new EndOfStreamException("The response ended within an update.");
            if (part["Content-Range"].Split(' ', '[', ':', ']') is not ["text", "", var start, var end, ""]) throw new FormatException(part["Content-Range"]);
            patches.Add(new(int.Parse(start, CultureInfo.InvariantCulture), int.Parse(end, CultureInfo.InvariantCulture), await BodyAsync(part, left)));
        }

        return new(Unquoted(head["Version"])!, Unquoted(head.GetValueOrDefault("Parents")), null, patches);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _response.Dispose();
    }

    private static HttpRequestMessage RequestFor(Uri url, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Subscribe", "true");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static async Task<BraidReader> OfAsync(HttpResponseMessage response) => new(response, await response.Content.ReadAsStreamAsync());

    private static string? Unquoted(string? version) => version?.Trim('"');

    /// <summary>Skips the empty lines in front. Null where nothing more comes.</summary>
    private async Task<Dictionary<string, string>?> HeadAsync(CancellationToken left)
    {
        var head = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(left) is { } line)
        {
            if (line.Length == 0 && head.Count > 0) return head;
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value]) head[name] = value;
        }

        return head.Count == 0 ? null : throw new EndOfStreamException("The response ended within a head.");
    }

    private async Task<string> BodyAsync(Dictionary<string, string> head, CancellationToken left)
    {
        var body = new byte[int.Parse(head["Content-Length"], CultureInfo.InvariantCulture)];
        await _stream.ReadExactlyAsync(body, left);
        return Encoding.UTF8.GetString(body);
    }
}
