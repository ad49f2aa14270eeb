using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Processes;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.WireClients;

/// <summary>A gateway before a site with two pages of text, long enough for deltas to be worth their while, and clients by others that read it.</summary>
internal sealed class WirePages : IAsyncDisposable
{
    public const string One = "/watched/one";
    public const string Two = "/watched/two?x=1&y=ä";

    private const string Emoji = "👩‍🚀";

    private readonly ScriptedSite _site;
    private readonly GatewayApp _gateway;

    private readonly RequestLog _requests;

    private WirePages(ScriptedSite site, GatewayApp gateway, RequestLog requests) => (_site, _gateway, _requests) = (site, gateway, requests);

    /// <param name="comet">The Comet section as JSON, without policies. Default all defaults.</param>
    public static async Task<WirePages> StartAsync(string? comet = null)
    {
        var site = await ScriptedSite.StartAsync();
        var requests = new RequestLog("the gateway");
        try
        {
            var pages = new WirePages(site, await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address, comet), configure: RequestLogging.Into(requests)), requests);
            pages.Show(0);
            return pages;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>A text whose every number is another in each state: at its begin, in its middle, at its end.</summary>
    public static string Text(int n, string letters = Emoji) =>
        $"begin {n}\r\nzwei äöü {letters}\r{string.Join('\n', Enumerable.Range(0, 60).Select(line => line == 30 ? $"line {n}" : "a line that stays as it is"))}\nend {n}";

    /// <summary>Both pages show the n-th text.</summary>
    public void Show(int n, string letters = Emoji) =>
        _site.SetBody(One, "text/plain; charset=utf-8", Text(n, letters)).SetBody("/watched/two", "text/plain; charset=utf-8", Text(n, letters));

    /// <summary>Waits until so many requests to the first page have come, and the last of them waits for its answer.</summary>
    public Task HeldAsync(int requests) =>
        Eventually.IsTrueAsync(() => _requests.Count(One) == requests && _requests.InFlight(One) == 1, $"request {requests} is held", Patience.Start);

    public string UrlOf(string path) => _gateway.Address.GetLeftPart(UriPartial.Authority) + path;

    /// <summary>One connection for these pages, with deltas; a WebSocket goes by what each URL says itself.</summary>
    public string StreamOf(params string[] urls) => UrlOf("/_comet/stream?comet.events=text-delta&" + string.Join('&', urls.Select(url => "url=" + Uri.EscapeDataString(url))));

    public static ChildProcess Curl(params string[] arguments) => ChildProcess.Start("curl", Programs.Find("curl"), ["-sN", .. arguments]);

    /// <summary>A script of tests/npm.</summary>
    public static ChildProcess Node(string script, string url) => ChildProcess.Start(script, Programs.Find("node", "nodejs"), [Repository.PathOf("tests/npm/" + script), url]);

    public ChildProcess Python(string script, string path) =>
        ChildProcess.Start("python3", Programs.Find("python3"), ["-c", script, _gateway.Address.Host, $"{_gateway.Address.Port}", path]);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
    }
}
