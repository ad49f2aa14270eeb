using System.Net.Sockets;
using System.Runtime.InteropServices;
using CometGateway.Demo;
using CometGateway.Host.Welcome;

namespace CometGateway.Host;

/// <summary>The main job: run the gateway until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, string? urls, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        // The host hears signals only once it starts, and a start that is interrupted throws. Never disposed: a signal may be on its way to it.
        var stop = new CancellationTokenSource();
        using var told = cancellation.Register(stop.Cancel);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            return await ServeAsync(files, urls, output, error, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop before it listened: as good an end as any other.
            return 0;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> ServeAsync(IReadOnlyList<string> files, string? urls, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (!string.IsNullOrEmpty(urls))
            overrides[Listening.UrlsKey] = urls;
        if (files.Count > 0)
            return await RunAsync(files, overrides, demo: null, output, error, cancellation);

        await using var site = await DemoSite.StartAsync(TimeProvider.System, cancellation);
        overrides[GatewayServices.ProxySection + ":Clusters:site:Destinations:a:Address"] = site.BackendAddress.ToString();
        return await RunAsync([GatewaySources.DemoFile], overrides, site, output, error, cancellation);
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> files, Dictionary<string, string?> overrides, DemoSite? demo, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (GatewaySources.ProblemsIn(files) is { Count: > 0 } unreadable)
            return await RefuseAsync(CheckReport.Unreadable(unreadable), error);

        // The framework's own settings files are not ours (GatewaySources starts from nothing); watching for them would cost one of the few
        // inotify instances that a user has.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = GatewayApp.Folder,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        GatewaySources.Add(builder.Configuration, files, overrides);
        Listening.SetDefault(builder.Configuration, demo is not null);
        var report = await ConfigurationCheck.RunAsync(builder.Configuration);
        if (!report.IsUsable)
            return await RefuseAsync(report, error);

        await using var app = GatewayApp.Build(builder);
        if (demo is not null)
            DemoWelcome.Map(app, demo);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await error.WriteLineAsync(WhyNotStarted(exception, builder.Configuration));
            return 1;
        }

        foreach (var address in app.Urls)
            await output.WriteLineAsync("Listening on " + address);
        if (demo is not null)
            await output.WriteLineAsync($"Open {app.Urls.First()}/_comet/");
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static string WhyNotStarted(Exception exception, IConfiguration configuration)
    {
        if (exception.GetBaseException() is not SocketException)
            return $"Cannot start: {exception.GetType().Name}: {exception.Message}";
        var places = Listening.Places(configuration);
        var remedy = places.Any(place => place.Endpoint is not null)
            ? "Choose another address under Kestrel:Endpoints."
            : "Choose another address with --urls, such as --urls http://127.0.0.1:5081.";
        return $"Cannot listen: {exception.Message.TrimEnd('.')}; what was asked for: {string.Join(", ", places)}. {remedy}";
    }

    private static async Task<int> RefuseAsync(CheckReport report, TextWriter error)
    {
        await report.WriteAsync(error);
        return 1;
    }
}
