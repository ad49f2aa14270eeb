using CometGateway.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>What the gateway is measured against: the least program that proxies with YARP by a configuration file.</summary>
internal static class BareYarp
{
    /// <summary>The command line's first word that starts it.</summary>
    public const string Word = "bare-yarp";

    private const string QuietVariable = "BARE_YARP_QUIET";

    /// <summary>Without the activity and the log scope that ASP.NET makes for each request by itself, as the gateway does without them.</summary>
    public static IReadOnlyDictionary<string, string?> Quiet { get; } = new Dictionary<string, string?>(StringComparer.Ordinal) { [QuietVariable] = "1" };

    public static Task RunAsync(string file, string port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonFile(file);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = InlineSockets.AreOn);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        if (string.Equals(Environment.GetEnvironmentVariable(QuietVariable), "1", StringComparison.Ordinal))
        {
            builder.Services.PostConfigure<LoggerFilterOptions>(options =>
            {
                options.CaptureScopes = false;
                options.Rules.Add(new(providerName: null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None, filter: null));
            });
        }

        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
        var app = builder.Build();
        app.MapReverseProxy();
        return app.RunAsync();
    }
}
