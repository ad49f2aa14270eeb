using CometGateway.TestKit.Sites;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>A page of the legacy site to which somebody has added three lines of EventSource.</summary>
internal static class LegacyPage
{
    public const string Path = "/index.html";

    public const string Data = "/watched/counter";

    private const string Html = """
        <!doctype html><title>counter</title><p id="now"></p>
        <script>
          const seen = [];
          const source = new EventSource('/watched/counter');
          source.onmessage = event => {
            seen.push(JSON.parse(event.data).n);
            document.getElementById('now').textContent = seen.at(-1);
          };
        </script>
        """;

    public static ScriptedSite AddTo(ScriptedSite site) => site.SetBody(Path, "text/html", Html);

    /// <summary>Waits until the page shows the number.</summary>
    public static Task ShowsAsync(this IPage page, int n) =>
        page.WaitForFunctionAsync($"document.getElementById('now').textContent === '{n}'", null, new() { Timeout = 60_000 });

    /// <summary>All numbers that the page was given, in order.</summary>
    public static Task<int[]> SeenAsync(this IPage page) => page.EvaluateAsync<int[]>("seen");
}
