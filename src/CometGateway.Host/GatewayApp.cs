using CometGateway.Configuration;
using CometGateway.Host.Files;
using CometGateway.Host.Memory;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace CometGateway.Host;

/// <summary>Puts the web application together.</summary>
internal static class GatewayApp
{
    /// <summary>Where the program lies: relative paths of certificates begin here.</summary>
    public static string Folder => AppContext.BaseDirectory;

    // On top of the drain: what is left to stop after the last stream has ended.
    private static readonly TimeSpan _afterDrain = TimeSpan.FromSeconds(5);

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.Configure<SocketTransportOptions>(InlineSockets.Configure);
        if (!string.IsNullOrEmpty(builder.Configuration[Telemetry.EndpointKey]))
            builder.Services.AddHostedService<Telemetry>();
        builder.Services.AddHostedService<FileWatch>();
        builder.Services.AddSingleton<IHeap, ProcessHeap>().AddHostedService<HeapTrim>();
        builder.Services.AddGateway(builder.Configuration);
        RequestActivities.LeaveOut(builder.Services, builder.Configuration);

        // A start that fails ends in one message of our own; after that the host's words count.
        var isStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => isStarted && level >= LogLevel.Warning);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => isStarted = true);
        // The host reads its patience when it stops, so that a reload counts. Before the proxy is mapped: that loads for the first time.
        var host = app.Services.GetRequiredService<IOptions<HostOptions>>().Value;
        app.Services.GetRequiredService<CometRoutes>().OnChanged((_, current) => host.ShutdownTimeout = current.Settings.DrainTimeout + _afterDrain);
        // For the routes that name CorsPolicy, Timeout or TimeoutPolicy: YARP leaves the work to these, and refuses requests where they are missing.
        // The application has put routing before them.
        app.UseCors();
        app.UseRequestTimeouts();
        app.MapHealth();
        StraightRoutes.Shorten(app.MapCometReverseProxy());
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // What passes through belongs to the site, and so do its limits: uploads of any size, uploads that pause.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        // Over HTTP/2 every stream of a browser shares one connection, for as long as its pages are open.
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
        // Called for every endpoint within TLS, before it listens.
        kestrel.ConfigureHttpsDefaults(_ => TlsBuffers.Release());
    }
}
