using System.Net.Sockets;
using CometGateway.Demo;
using CometGateway.Host.Welcome;

namespace CometGateway.Host;

/// <summary>The main job: run the gateway until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, string? urls, TextWriter output, TextWriter error, CancellationToken cancellation)
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
            ContentRootPath = AppContext.BaseDirectory,
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
        catch (Exception exception) when (exception.GetBaseException() is SocketException || exception is IOException)
        {
            await error.WriteLineAsync($"Cannot listen: {exception.Message} Choose another address with --urls, such as --urls http://127.0.0.1:5081.");
            return 1;
        }

        foreach (var address in app.Urls)
            await output.WriteLineAsync("Listening on " + address);
        if (demo is not null)
            await output.WriteLineAsync($"Open {app.Urls.First()}/_comet/");
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static async Task<int> RefuseAsync(CheckReport report, TextWriter error)
    {
        await report.WriteAsync(error);
        return 1;
    }
}
