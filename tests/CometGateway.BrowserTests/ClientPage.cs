using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>A tab with a page of the site that has the browser client in it: what it was handed, in order.</summary>
internal sealed class ClientPage : IAsyncDisposable
{
    public const string Data = "/watched/counter";

    /// <summary>Where many pages travel over one connection.</summary>
    public const string Stream = "/_comet/stream";

    private const string Path = "/client.html";

    private const string Html = """
        <!doctype html><title>client</title>
        <script src="/_comet/comet.js"></script>
        <script>
          const asked = new URLSearchParams(location.search);
          const seen = [], times = [], states = [], refusals = [], shown = [], changes = [];
          addEventListener('pageshow', event => shown.push(event.persisted));
          comet.configure(JSON.parse(asked.get('settings')));
          const begun = performance.now();
          const subscription = comet.subscribe('/watched/counter', (value, change) => {
            seen.push(value?.n ?? value);
            changes.push(change);
            times.push(performance.now() - begun);
          }, {
            onstatus: (status, reason) => states.push(`${status} ${reason ?? ''}`.trim()),
            onerror: refusal => refusals.push(refusal),
            ...JSON.parse(asked.get('options')),
          });
        </script>
        """;

    private static readonly PageWaitForFunctionOptions _patience = new() { Timeout = (float)Patience.Start.TotalMilliseconds, PollingInterval = 20 };

    private ClientPage(IPage tab) => Tab = tab;

    public IPage Tab { get; }

    public static ScriptedSite AddTo(ScriptedSite site) => site.SetBody(Path, "text/html", Html);

    /// <param name="gateway">The gateway, or what stands before it.</param>
    /// <param name="settings">What the page gives to comet.configure.</param>
    /// <param name="options">What it gives to comet.subscribe.</param>
    public static async Task<ClientPage> OpenAsync(IBrowserContext context, Uri gateway, object? settings = null, object? options = null)
    {
        var page = new ClientPage(await context.NewPageAsync());
        var query = $"?settings={Escaped(settings)}&options={Escaped(options)}";
        await page.Tab.GotoAsync(new Uri(gateway, Path + query).AbsoluteUri);
        return page;
    }

    /// <summary>Waits until the page has been handed the number.</summary>
    public Task ShowsAsync(int n) => UntilAsync($"subscription.value?.n === {n}");

    /// <summary>Waits until an expression about the page is true; a failure says what the page has seen.</summary>
    public async Task UntilAsync(string condition, object? argument = null)
    {
        try
        {
            await Tab.WaitForFunctionAsync(argument is null ? condition : $"argument => {condition}", argument, _patience);
        }
        catch (TimeoutException reason)
        {
            var page = await Tab.EvaluateAsync<string>("JSON.stringify({ status: subscription.status, reason: subscription.reason, states, seen: seen.slice(-40) }, null, 1)");
            throw new WaitFailedException($"Not in time: {condition}\n{page}", reason);
        }
    }

    /// <summary>All numbers that the page was given, in order.</summary>
    public Task<int[]> NumbersAsync() => Tab.EvaluateAsync<int[]>("seen");

    public async Task AssertNumbersAsync(int[] expected)
    {
        var seen = await NumbersAsync();
        Assert.Equal(expected, seen);
    }

    /// <summary>The versions of all values that the page was given, in order.</summary>
    public Task<string[]> VersionsAsync() => Tab.EvaluateAsync<string[]>("changes.map(change => change.id)");

    /// <summary>Nothing has come twice or gone back, and the last is the last.</summary>
    public async Task AssertInOrderUpToAsync(int last)
    {
        var seen = await NumbersAsync();
        Assert.True(seen.Zip(seen.Skip(1)).All(pair => pair.First < pair.Second), string.Join(' ', seen));
        Assert.Equal(last, seen[^1]);
    }

    public async ValueTask DisposeAsync() => await Tab.CloseAsync();

    private static string Escaped(object? value) => Uri.EscapeDataString(JsonSerializer.Serialize(value ?? new { }));
}
