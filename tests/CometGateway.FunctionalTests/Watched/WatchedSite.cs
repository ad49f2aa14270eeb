using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Watched;

/// <summary>A scripted site, a gateway that watches it, and a client that adds nothing of its own.</summary>
internal sealed class WatchedSite : IAsyncDisposable
{
    private WatchedSite(ScriptedSite site, GatewayApp gateway)
    {
        (Site, Gateway) = (site, gateway);
        Polls = new(gateway.Services);
        Http = TestClient.Create(gateway.Address);
    }

    public ScriptedSite Site { get; }

    public GatewayApp Gateway { get; }

    /// <summary>The polls as the gateway counts them: HttpClient may ask a broken site several times for one of them.</summary>
    public PollLog Polls { get; }

    public HttpClient Http { get; }

    /// <param name="isHttp2">The gateway speaks HTTP/2 alone, without TLS. Default HTTP/1.1.</param>
    /// <param name="time">The gateway's clock. Default the system's.</param>
    public static async Task<WatchedSite> StartAsync(string policy = GatewayJson.Quick, string comet = "", bool isHttp2 = false, TimeProvider? time = null)
    {
        var site = await ScriptedSite.StartAsync();
        try
        {
            return new(site, await GatewayApp.StartAsync(
                GatewayJson.Of(site.Address, policy, comet), time, listen: isHttp2 ? static endpoint => endpoint.Protocols = HttpProtocols.Http2 : null));
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the gateway watches now.</summary>
    public IReadOnlyList<CometResourceInfo> Resources => Gateway.Services.GetRequiredService<ICometResources>().List();

    /// <summary>Waits until so many clients wait for changes.</summary>
    public Task IsHeldAsync(int clients = 1) => Eventually.IsTrueAsync(() => Resources.Sum(one => one.Subscribers) >= clients, $"{clients} held");

    /// <summary>Opens a stream on a path, with further request headers.</summary>
    public SseClient Open(string path, params (string Name, string Value)[] headers) =>
        SseClient.Open(new(Gateway.Address, path), new() { Headers = headers.ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase) });

    /// <summary>Opens a stream of lines on a path, with further request headers.</summary>
    public Task<LineClient> OpenLinesAsync(string path, params (string Name, string Value)[] headers) =>
        LineClient.OpenAsync(new(Gateway.Address, path), headers.ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase));

    public Task<SocketClient> ConnectAsync(string path, SocketClientOptions? options = null, bool isReading = true) =>
        SocketClient.ConnectAsync(new(Gateway.Address, path), options, isReading);

    public Task<PlainAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, headers);

    public Task<PlainAnswer> SendAsync(string method, string path, params (string Name, string Value)[] headers) => PlainAnswer.OfAsync(Http, method, path, headers);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Polls.Dispose();
        await Gateway.DisposeAsync();
        await Site.DisposeAsync();
    }
}
