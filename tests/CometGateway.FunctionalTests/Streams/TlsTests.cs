using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Streams within TLS, over HTTP/1.1 and HTTP/2, as browsers have them.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private const string Page = "/watched/page";

    // The server's blocks have 4 KiB, records of TLS at most 16 KiB.
    private static readonly int[] Sizes = [10, 4_090, 10_000, 16_384, 100_000];

    private readonly X509Certificate2 _certificate = SelfSigned.Create();
    private ScriptedSite _site = null!;
    private GatewayApp _gateway = null!;

    public async Task InitializeAsync()
    {
        _site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", Text(Sizes[0]));
        _gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(_site.Address), listen: endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(_certificate);
        });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData("1.1", Page)]
    [InlineData("2.0", Page)]
    [InlineData("1.1", $"/_comet/stream?url={Page}")]
    [InlineData("2.0", $"/_comet/stream?url={Page}")]
    public async Task StatesOfAnySize_ArriveWhole(string version, string path)
    {
        using var connection = new Connection(Version.Parse(version), _certificate);
        await using var client = Open(connection, path);

        foreach (var size in Sizes)
        {
            _site.SetBody(Page, "text/plain", Text(size));
            await client.WaitForAsync(one => one.Data.Contains(Text(size), StringComparison.Ordinal), $"{size} characters");
        }

        Assert.Equal(Version.Parse(version), connection.Answered);
    }

    [Theory]
    [InlineData("1.1", Page)]
    [InlineData("2.0", Page)]
    [InlineData("1.1", $"/_comet/stream?url={Page}")]
    [InlineData("2.0", $"/_comet/stream?url={Page}")]
    public async Task AState_IsOneRecordWhereOneHoldsIt(string version, string path)
    {
        using var connection = new Connection(Version.Parse(version), _certificate);
        await using var client = Open(connection, path);
        await client.WaitForAsync(one => one.Data.Contains(Text(Sizes[0]), StringComparison.Ordinal), "the first state");

        var before = connection.Records.Count;
        _site.SetBody(Page, "text/plain", Text(10_000));
        await client.WaitForAsync(one => one.Data.Contains(Text(10_000), StringComparison.Ordinal), "the change");

        Assert.Contains(connection.Records.Skip(before), length => length > 10_000);
    }

    private static string Text(int size) => new((char)('a' + (size % 26)), size);

    private SseClient Open(Connection connection, string path) =>
        SseClient.Open(new Uri(new UriBuilder(_gateway.Address) { Scheme = "https" }.Uri, path), new() { Http = connection.Http });

    /// <summary>A connection within TLS that notes how long its records are.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly List<int> _records = [];

        public Connection(Version version, X509Certificate2 expected)
        {
            var handler = TestClient.CreateHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null && presented.GetCertHash().AsSpan().SequenceEqual(expected.GetCertHash());
            handler.ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new TlsRecordStream(new NetworkStream(socket, ownsSocket: true), Note);
            };
            Http = new(new Exactly(version, handler, answered => Answered = answered));
        }

        public HttpMessageInvoker Http { get; }

        public Version? Answered { get; private set; }

        /// <summary>The lengths of the records that have come whole.</summary>
        public IReadOnlyList<int> Records
        {
            get
            {
                lock (_records) return [.. _records];
            }
        }

        public void Dispose() => Http.Dispose();

        private void Note(int length)
        {
            lock (_records) _records.Add(length);
        }
    }

    private sealed class Exactly(Version version, HttpMessageHandler inner, Action<Version> answered) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            var response = await base.SendAsync(request, cancellationToken);
            answered(response.Version);
            return response;
        }
    }
}
