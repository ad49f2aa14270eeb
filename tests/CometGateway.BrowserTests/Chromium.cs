using CometGateway.TestKit.Processes;
using Microsoft.Playwright;

namespace CometGateway.BrowserTests;

/// <summary>The system's own Chromium, driven by Playwright; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public string Version => _browser.Version;

    /// <summary>A name that this browser takes for this machine, and, unlike 127.0.0.1, not for a secure context.</summary>
    public const string PlainHost = "legacy.test";

    /// <exception cref="FileNotFoundException">No Chromium is installed.</exception>
    public static async Task<Chromium> StartAsync()
    {
        var program = Programs.Find("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
        var playwright = await Playwright.CreateAsync();
        try
        {
            return new(playwright, await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = program,
                Headless = true,
                // Playwright switches the back/forward cache off, in which a page of the real world sleeps.
                IgnoreDefaultArgs = ["--disable-back-forward-cache"],
                // No sandbox: tests run as root in containers. The rest keeps the browser from calling anybody but the page.
                Args =
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                    $"--host-resolver-rules=MAP {PlainHost} 127.0.0.1",
                ],
            }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>A page with cookies and storage of its own; closing it closes both.</summary>
    /// <param name="acceptEncoding">What it says in place of its own Accept-Encoding.</param>
    public async Task<IPage> OpenAsync(Uri address, string? acceptEncoding = null)
    {
        var page = await _browser.NewPageAsync(new() { ExtraHTTPHeaders = acceptEncoding is null ? null : [new("Accept-Encoding", acceptEncoding)] });
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    /// <summary>Cookies, storage and workers of its own, which all its pages share.</summary>
    public Task<IBrowserContext> OpenContextAsync() => _browser.NewContextAsync();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
