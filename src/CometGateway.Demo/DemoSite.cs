using System.Net;
using CometGateway.Demo.Hosting;
using CometGateway.Demo.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CometGateway.Demo;

/// <summary>A small poll-only web site on two loopback ports. Dispose it to stop it.</summary>
public sealed class DemoSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoSite(WebApplication app, SiteParts parts, RequestLog requests)
    {
        _app = app;
        Parts = parts;
        Requests = requests;
        // Kestrel lists its addresses in the order in which Listen was called.
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        DirectAddress = new(addresses.First());
        BackendAddress = new(addresses.Last());
    }

    /// <summary>The front door: where browsers find the site when nothing stands before it.</summary>
    public Uri DirectAddress { get; }

    /// <summary>The back door: the same site, for a proxy.</summary>
    public Uri BackendAddress { get; }

    /// <summary>The requests received, by door and path.</summary>
    public RequestLog Requests { get; }

    internal SiteParts Parts { get; }

    /// <summary>Starts the site on two free ports of 127.0.0.1.</summary>
    /// <param name="time">The clock of everything that the site does.</param>
    /// <exception cref="IOException">No port could be bound.</exception>
    public static Task<DemoSite> StartAsync(TimeProvider time, CancellationToken cancellation) =>
        StartAsync(time, new Random(), cancellation);

    /// <summary>The same with a known source of chance; null for a site on which nothing changes by itself.</summary>
    internal static async Task<DemoSite> StartAsync(TimeProvider time, Random? random, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(time);
        // The empty builder reads no settings: those of the program around the site are not meant for it.
        var builder = WebApplication.CreateEmptyBuilder(new());
        var requests = new RequestLog(time);
        var parts = new SiteParts(time);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
            kestrel.Listen(IPAddress.Loopback, 0, door => Mark(door, requests.FrontDoor));
            kestrel.Listen(IPAddress.Loopback, 0, door => Mark(door, requests.BackDoor));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        if (random is not null)
            builder.Services.AddHostedService(_ => new BackgroundChanges(parts.Changing, random, time));

        var app = builder.Build();
        app.Use(next => context => CountRequests.InvokeAsync(context, next));
        app.UseRouting();
        SiteRoutes.Map(app, parts, time, requests);
        try
        {
            await app.StartAsync(cancellation);
            return new(app, parts, requests);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes both doors; requests in flight get one second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Mark(ListenOptions door, DoorLog log) => door.Use(next => connection =>
    {
        connection.Features.Set(log);
        return next(connection);
    });
}
