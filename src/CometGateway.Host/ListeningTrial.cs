using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Host;

/// <summary>
/// Starts Kestrel on one address with a transport that opens no socket. So its own code reads addresses, endpoints and certificates before anything listens,
/// and what it cannot use is known with the key that it came from.
/// </summary>
internal static class ListeningTrial
{
    /// <returns>The server's reason, the first line of it; null where it would listen.</returns>
    public static async Task<string?> WhyNotAsync(ListeningPlace place, IConfiguration configuration)
    {
        using var settings = new ConfigurationManager();
        settings.AddInMemoryCollection(SettingsFor(place, configuration));
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = GatewayApp.Folder });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Configure(settings));
        builder.Services.AddSingleton<IConnectionListenerFactory, NoSockets>().AddSingleton<IMultiplexedConnectionListenerFactory, NoSockets>();
        await using var app = builder.Build();
        var server = app.Services.GetRequiredService<IServer>();
        if (place is { Endpoint: null, Url: { } url })
            server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Add(url);
        try
        {
            await server.StartAsync(new NoApplication(), CancellationToken.None);
            await server.StopAsync(CancellationToken.None);
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message.ReplaceLineEndings("\n").Split('\n')[0];
        }
    }

    // The section as it is, without the other endpoints.
    private static IEnumerable<KeyValuePair<string, string?>> SettingsFor(ListeningPlace place, IConfiguration configuration) =>
        configuration.GetSection(Listening.KestrelSection).AsEnumerable(makePathsRelative: true).Where(setting =>
            setting.Key.Split(ConfigurationPath.KeyDelimiter) is not [var group, var endpoint, ..]
            || !group.Equals(Listening.EndpointsKey, StringComparison.OrdinalIgnoreCase)
            || endpoint.Equals(place.Endpoint, StringComparison.OrdinalIgnoreCase));

    private sealed class NoSockets : IConnectionListenerFactory, IMultiplexedConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new NoListener(endpoint));

        public ValueTask<IMultiplexedConnectionListener> BindAsync(EndPoint endpoint, IFeatureCollection? features = null, CancellationToken cancellationToken = default) => new(new NoListener(endpoint));
    }

    private sealed class NoListener(EndPoint endpoint) : IConnectionListener, IMultiplexedConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new((ConnectionContext?)null);

        public ValueTask<MultiplexedConnectionContext?> AcceptAsync(IFeatureCollection? features = null, CancellationToken cancellationToken = default) => new((MultiplexedConnectionContext?)null);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class NoApplication : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException("No request comes without a socket.");

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
