using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CometGateway.Direct;
using CometGateway.TestKit;
using CometGateway.TestKit.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CometGateway.FunctionalTests.Direct;

/// <summary>Which connections are written to without Kestrel's pipe, in an application of somebody else's.</summary>
public sealed class DirectTests
{
    private readonly ConcurrentQueue<object> _outputs = [];

    [Fact]
    public async Task AConnection_IsWrittenToDirectly()
    {
        await using var app = await StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, Note));

        Assert.Equal("hello", await AskAsync(PortOf(app)));
        Assert.IsType<SocketWriter>(_outputs.Single());
    }

    [Fact]
    public async Task SoIsOneOfAUnixSocket()
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync(kestrel => kestrel.ListenUnixSocket(folder["socket"], Note));

        Assert.Equal("hello", await AskAsync(new UnixDomainSocketEndPoint(folder["socket"])));
        Assert.IsType<SocketWriter>(_outputs.Single());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATransportOfTheApplicationsOwn_IsLeftAlone(bool isFirst)
    {
        var own = new Action<IServiceCollection>(services => services.AddSingleton<IConnectionListenerFactory, ForeignTransport>());
        await using var app = await StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, Note), before: isFirst ? own : null, between: isFirst ? null : own);

        Assert.Equal("hello", await AskAsync(PortOf(app)));
        Assert.IsNotType<SocketWriter>(_outputs.Single());
    }

    [Fact]
    public async Task OneForOtherEndpoints_ChangesNothing()
    {
        await using var app = await StartAsync(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, Note), between: services => services.AddSingleton<IConnectionListenerFactory, OtherEndpoints>());

        Assert.Equal("hello", await AskAsync(PortOf(app)));
        Assert.IsType<SocketWriter>(_outputs.Single());
    }

    [Fact]
    public async Task ATransportThatIsAddedLater_IsTheOneThatCounts()
    {
        await using var app = await StartAsync(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, Note), after: builder => builder.Services.AddSingleton<IConnectionListenerFactory, SocketTransportFactory>());

        Assert.Equal("hello", await AskAsync(PortOf(app)));
        Assert.IsNotType<SocketWriter>(_outputs.Single());
    }

    [Fact]
    public async Task WhatWasNotFlushedAtTheEnd_IsSent()
    {
        await using var app = await StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Run(connection =>
        {
            Encoding.ASCII.GetBytes("bye", connection.Transport.Output);
            return Task.CompletedTask;
        })));

        Assert.Equal("bye", await ReadAllAsync(PortOf(app), "hello?"));
    }

    [Fact]
    public async Task AHandshakeThatFails_LeavesTheConnectionAsItWas()
    {
        using var certificate = SelfSigned.Create();
        await using var app = await StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Use(next => async connection =>
            {
                // As middleware that wraps a connection does.
                var before = connection.Transport;
                await next(connection);
                connection.Transport = before;
                await connection.Transport.Output.WriteAsync("TLS is spoken here"u8.ToArray());
            });
            endpoint.UseHttps(certificate);
        }));

        Assert.EndsWith("TLS is spoken here", await ReadAllAsync(PortOf(app), "GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndPointWhoseStreamsAreNotHandedOff_IsNamedOnce()
    {
        using var folder = new TempFolder();
        var log = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            kestrel => kestrel.ListenUnixSocket(folder["socket"]), after: builder => builder.Logging.AddProvider(log), comet: [new("Comet:HandOff", "true")]);

        Assert.Single(log.Lines.Items, line => line.Event.Id == 902);
    }

    private static async Task<WebApplication> StartAsync(
        Action<KestrelServerOptions> listen, Action<IServiceCollection>? before = null, Action<IServiceCollection>? between = null, Action<WebApplicationBuilder>? after = null,
        params KeyValuePair<string, string?>[] comet)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(comet);
        before?.Invoke(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(listen);
        between?.Invoke(builder.Services);
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy().LoadFromMemory([], []).AddComet(builder.Configuration.GetSection("Comet"));
        after?.Invoke(builder);
        var app = builder.Build();
        app.MapCometReverseProxy();
        app.MapGet("/", context => context.Response.WriteAsync("hello"));
        await app.StartAsync();
        return app;
    }

    private static IPEndPoint PortOf(WebApplication app) =>
        new(IPAddress.Loopback, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port);

    private static async Task<string> AskAsync(EndPoint endpoint) =>
        (await ReadAllAsync(endpoint, "GET / HTTP/1.0\r\n\r\n")).Split("\r\n\r\n")[^1];

    private static async Task<string> ReadAllAsync(EndPoint endpoint, string request)
    {
        using var limit = new CancellationTokenSource(Patience.Default);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(endpoint, limit.Token);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(limit.Token);
    }

    private void Note(ListenOptions endpoint) => endpoint.Use(next => connection =>
    {
        _outputs.Enqueue(connection.Transport.Output);
        return next(connection);
    });

    /// <summary>One that may do anything with the bytes on their way to the socket.</summary>
    private sealed class ForeignTransport(IOptions<SocketTransportOptions> options) : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            new SocketTransportFactory(options, NullLoggerFactory.Instance).BindAsync(endpoint, cancellationToken);
    }

    private sealed class OtherEndpoints : IConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endpoint) => false;

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
