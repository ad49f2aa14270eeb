using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;

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

    public static async Task<WatchedSite> StartAsync(string policy = GatewayJson.Quick, string comet = "")
    {
        var site = await ScriptedSite.StartAsync();
        try
        {
            return new(site, await GatewayApp.StartAsync(GatewayJson.Of(site.Address, policy, comet)));
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a stream on a path, with further request headers.</summary>
    public SseClient Open(string path, params (string Name, string Value)[] headers) =>
        SseClient.Open(new(Gateway.Address, path), new() { Headers = headers.ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase) });

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
