using System.Net;
using System.Text.Json;
using CometGateway.TestKit.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CometGateway.TestKit;

/// <summary>The gateway inside the test's process, as an application of somebody who already runs YARP would have it.</summary>
public sealed class GatewayApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ReplaceableJson _configuration;
    private bool _isStopped;

    private GatewayApp(WebApplication app, ReplaceableJson configuration, CollectingLoggerProvider log)
    {
        _app = app;
        _configuration = configuration;
        Log = log;
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Warnings of everybody, and from Debug upwards what the gateway itself logs.</summary>
    public CollectingLoggerProvider Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="json">A whole configuration with its ReverseProxy and Comet sections.</param>
    /// <param name="time">The gateway's clock. Default the system's.</param>
    /// <param name="port">A fixed port, to come back at the same address. Default 0, any free one.</param>
    /// <param name="configure">Last changes before the application is built.</param>
    /// <param name="listen">Protocols and limits of the listener. Default HTTP/1.1, as Kestrel does without TLS.</param>
    /// <param name="map">The application's middleware and endpoints. Default <c>MapCometReverseProxy</c> alone.</param>
    public static async Task<GatewayApp> StartAsync(
        string json, TimeProvider? time = null, int port = 0, Action<WebApplicationBuilder>? configure = null, Action<ListenOptions>? listen = null,
        Action<WebApplication>? map = null)
    {
        // An empty builder: no environment variable or file of this machine has a say in a test.
        var builder = WebApplication.CreateEmptyBuilder(new());
        var configuration = new ReplaceableJson(json);
        var log = new CollectingLoggerProvider();
        ((IConfigurationBuilder)builder.Configuration).Add(configuration);
        if (HandOffSwitch.IsOn) builder.Configuration.AddInMemoryCollection([new("Comet:HandOff", "true")]);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning).AddFilter("CometGateway", LogLevel.Debug);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => listen?.Invoke(endpoint)));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddComet(builder.Configuration.GetSection("Comet"));
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseWebSockets();
        if (map is null) app.MapCometReverseProxy();
        else map(app);
        var gateway = new GatewayApp(app, configuration, log);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        gateway.Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return gateway;
    }

    /// <summary>The same from an object, anonymous ones included.</summary>
    public static Task<GatewayApp> StartAsync(
        object configuration, TimeProvider? time = null, int port = 0, Action<WebApplicationBuilder>? configure = null) =>
        StartAsync(JsonSerializer.Serialize(configuration), time, port, configure);

    /// <summary>Replaces the whole configuration, as a changed file would.</summary>
    public void Reload(string json) => _configuration.Replace(json);

    /// <summary>A polite stop: live streams are drained first.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await _app.StopAsync();
    }

    /// <summary>Ends at once, without a drain.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isStopped) await StopNowAsync();
        await _app.DisposeAsync();
        Log.Dispose();
    }

    private async Task StopNowAsync()
    {
        try
        {
            await _app.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // That is what stopping without patience means.
        }
    }
}
