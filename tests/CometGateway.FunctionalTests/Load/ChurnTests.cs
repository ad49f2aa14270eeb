using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CometGateway.FunctionalTests.Load;

/// <summary>1,000 clients that come and go at any moment leave nothing behind.</summary>
[Collection(LoadCollection.Name)]
public sealed class ChurnTests(ITestOutputHelper output)
{
    private const int Workers = 20;
    private const int ConnectsEach = 50;
    private const int Sessions = 30;
    private const int Pages = 5;

    [Fact]
    public async Task ThousandConnectsAndDisconnects_AtRandomMoments_LeaveNoSessionSubscriberOrResource()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var site = await ScriptedSite.StartAsync();
        site.Otherwise(Counting.Every(TimeSpan.FromMilliseconds(50), int.MaxValue));
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(
            site.Address, $$"""{ "Limits": { "Sessions": {{Sessions}}, "SessionsPerAddress": {{Sessions}}, "ResourcesPerAddress": {{Pages}} } }"""));

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ComeAndGoAsync(gateway.Address, new Random(seed + worker)))));

        var resources = gateway.Services.GetRequiredService<ICometResources>();
        await Eventually.IsTrueAsync(() => resources.List().Count == 0, "no resource is left");
        using var http = TestClient.Create(gateway.Address);
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative)));
        Assert.Equal((0, 0), (status.RootElement.GetProperty("sessions").GetInt32(), status.RootElement.GetProperty("resources").GetInt32()));
        await AssertAllPlacesAreFreeAsync(gateway.Address);
        Assert.DoesNotContain(gateway.Log.Lines.Items, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static async Task ComeAndGoAsync(Uri address, Random random)
    {
        var buffer = new byte[4096];
        for (var i = 0; i < ConnectsEach; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            // Half of them go with a reset, the others with a proper end.
            if (random.Next(2) == 0) socket.LingerState = new(enable: true, seconds: 0);
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            var request = Encoding.ASCII.GetBytes($"GET /watched/{random.Next(Pages)} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\n\r\n");
            // In the middle of the request, right after it, after the headers, or some events later.
            await socket.SendAsync(request.AsMemory(0, random.Next(8) == 0 ? random.Next(request.Length) : request.Length));
            for (var reads = random.Next(4); reads > 0; reads--)
            {
                using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 200)), TimeProvider.System);
                try
                {
                    if (await socket.ReceiveAsync(buffer, enough.Token) == 0) break;
                }
                catch (OperationCanceledException)
                {
                    // It has waited long enough and goes.
                }
            }
        }
    }

    private static async Task AssertAllPlacesAreFreeAsync(Uri address)
    {
        var streams = new List<SseClient>();
        try
        {
            for (var i = 0; i < Sessions; i++)
            {
                streams.Add(SseClient.Open(new(address, $"/watched/new{i % Pages}")));
                Assert.Equal(HttpStatusCode.OK, await streams[i].AnswerAsync());
            }

            await using var tooMany = SseClient.Open(new(address, "/watched/new0"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await tooMany.AnswerAsync());
        }
        finally
        {
            foreach (var stream in streams) await stream.DisposeAsync();
        }
    }
}
