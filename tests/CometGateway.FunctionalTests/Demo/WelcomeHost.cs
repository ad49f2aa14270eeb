using System.Text.Json;
using System.Threading.Channels;
using CometGateway.Demo;
using CometGateway.Host.Welcome;
using CometGateway.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CometGateway.FunctionalTests.Demo;

/// <summary>The welcome page on a host whose ticker stream is written by the test.</summary>
internal sealed class WelcomeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WelcomeHost(WebApplication app, DemoSite site, ManualTimeProvider time)
    {
        (_app, Site, Time) = (app, site, time);
        Browser = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(app.Urls.Single()) };
    }

    public DemoSite Site { get; }

    public ManualTimeProvider Time { get; }

    public HttpClient Browser { get; }

    /// <summary>Streams opened on the ticker: each visitor's Last-Event-ID, empty when there is none.</summary>
    public Channel<string> Came { get; } = Channel.CreateUnbounded<string>();

    /// <summary>One item for each stream that its visitor left.</summary>
    public Channel<bool> Left { get; } = Channel.CreateUnbounded<bool>();

    /// <summary>What the next stream says before it ends; without any, streams stay open and silent.</summary>
    public Channel<string> Streams { get; } = Channel.CreateUnbounded<string>();

    public static async Task<WelcomeHost> StartAsync()
    {
        var time = new ManualTimeProvider(new(2026, 3, 2, 9, 0, 0, 250, TimeSpan.Zero));
        var site = await DemoSite.StartAsync(time, random: null, CancellationToken.None);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddSingleton<TimeProvider>(time);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/_comet/", () => "the library's own page");
        DemoWelcome.Map(app, site);
        WelcomeHost? host = null;
        app.MapGet("/ticker.json", context => host!.StreamAsync(context));
        await app.StartAsync();
        return host = new(app, site, time);
    }

    public async Task<JsonElement> FiguresAsync()
    {
        using var figures = JsonDocument.Parse(await Browser.GetStringAsync("/_comet/demo/figures"));
        return figures.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Site.DisposeAsync();
    }

    private async Task StreamAsync(HttpContext context)
    {
        Assert.Equal("text/event-stream", context.Request.Headers.Accept);
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        await Came.Writer.WriteAsync(context.Request.Headers["Last-Event-ID"].ToString());
        try
        {
            await context.Response.WriteAsync(await Streams.Reader.ReadAsync(context.RequestAborted));
        }
        catch (OperationCanceledException)
        {
            await Left.Writer.WriteAsync(true);
        }
    }
}
