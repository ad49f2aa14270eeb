using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>HTTP/2 without TLS, by prior knowledge: all streams of a client on one connection.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private const string Page = "/watched/counter";
    private const int Streams = 20;

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).SetBody(Page, "application/json", Counting.Body(0));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task TwentyStreams_OnOneConnection_AllSeeEveryChange()
    {
        await using var gateway = await StartAsync("{}");
        using var connection = new OneConnection();
        await using var crowd = new Several(gateway, connection, reconnect: false);

        await crowd.LockStepAsync(_site, until: n => n > 5);

        Assert.Equal(1, connection.Opened);
        Assert.All(crowd.Clients, client => Assert.Equal([0, 1, 2, 3, 4, 5], Counting.NumbersOf(client.Events)));
    }

    [Fact]
    public async Task Recycling_EndsTheStreamsAndNotTheConnection()
    {
        await using var gateway = await StartAsync("""{ "ConnectionLifetime": "00:00:01", "Retry": "00:00:00.010" }""");
        using var connection = new OneConnection();
        await using var crowd = new Several(gateway, connection, reconnect: true);

        await crowd.LockStepAsync(_site, until: _ => crowd.Clients.All(client => client.Answers.Count >= 3));

        Assert.Equal(1, connection.Opened);
        Assert.All(crowd.Clients, client =>
        {
            var numbers = Counting.NumbersOf(client.Events);
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
        });
    }

    private Task<GatewayApp> StartAsync(string comet) => GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address, comet), configure: builder =>
        // First of all options, as the test kit's listener takes the defaults of the moment in which it is added.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(
            new ConfigureOptions<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)))));

    private sealed class Several : IAsyncDisposable
    {
        public Several(GatewayApp gateway, OneConnection connection, bool reconnect) => Clients =
        [
            .. Enumerable.Range(0, Streams).Select(_ =>
                SseClient.Open(new(gateway.Address, Page), new() { Http = connection.Http, Reconnect = reconnect })),
        ];

        public IReadOnlyList<SseClient> Clients { get; }

        /// <summary>The site moves on when everybody has its state.</summary>
        public async Task LockStepAsync(ScriptedSite site, Func<int, bool> until)
        {
            var deadline = new Deadline("the end of the steps", () => string.Join('\n', Clients.Select(client => client.Dump())));
            for (var n = 0; !until(n); n++)
            {
                deadline.Check();
                var wanted = n;
                site.SetBody(Page, "application/json", Counting.Body(n));
                await Task.WhenAll(Clients.Select(client =>
                    client.WaitForAsync(one => one.Type is "message" && Counting.NumberOf(one) == wanted, $"state {wanted}")));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in Clients) await client.DisposeAsync();
        }
    }

    private sealed class OneConnection : IDisposable
    {
        private int _opened;

        public OneConnection()
        {
            var handler = TestClient.CreateHandler();
            handler.ConnectCallback = async (context, cancellation) =>
            {
                Interlocked.Increment(ref _opened);
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            };
            Http = new(new AsHttp2(handler));
        }

        public HttpMessageInvoker Http { get; }

        public int Opened => Volatile.Read(ref _opened);

        public void Dispose() => Http.Dispose();
    }

    private sealed class AsHttp2(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
