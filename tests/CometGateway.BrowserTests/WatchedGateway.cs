using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.BrowserTests;

/// <summary>A site with the client's page, and a gateway before it that notes what it is asked.</summary>
internal sealed class WatchedGateway : IAsyncDisposable
{
    /// <summary>Every transport is allowed, iframe too, which is off by default.</summary>
    private const string Policy = """
        {
          "Poll": { "Interval": "00:00:00.100" }, "Audience": "Everyone", "Linger": "00:00:00",
          "Transports": ["sse", "ndjson", "longpoll", "websocket", "iframe"]
        }
        """;

    private WatchedGateway(ScriptedSite site, GatewayApp app, RequestLog requests) => (Site, App, Requests) = (site, app, requests);

    public ScriptedSite Site { get; }

    public GatewayApp App { get; }

    public Uri Address => App.Address;

    /// <summary>What browsers asked the gateway; those in flight are the connections that are open.</summary>
    public RequestLog Requests { get; }

    public static async Task<WatchedGateway> StartAsync(string? comet = null, string policy = Policy)
    {
        var site = ClientPage.AddTo(await ScriptedSite.StartAsync());
        var requests = new RequestLog("the gateway");
        try
        {
            return new(site, await GatewayApp.StartAsync(Configuration(site, comet, policy), configure: RequestLogging.Into(requests)), requests);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public static string Configuration(ScriptedSite site, string? comet = null, string policy = Policy) => WatchedConfiguration.For(site.Address, comet, policy);

    public void Show(int n) => Site.SetBody(ClientPage.Data, "application/json", Counting.Body(n));

    /// <summary>The transports that the client has used so far.</summary>
    public IReadOnlyList<string> Transports() => [.. Requests.All.Select(TransportOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Site.DisposeAsync();
    }

    public static string? TransportOf(LoggedRequest request) => request switch
    {
        { Path: ClientPage.Stream or ClientPage.Data } when request["Prefer"] is not null => "longpoll",
        { Path: ClientPage.Data } when request.Query.Contains("comet.transport=iframe", StringComparison.Ordinal) => "iframe",
        { Path: ClientPage.Stream } when request["Upgrade"] is "websocket" => "websocket",
        { Path: ClientPage.Stream or ClientPage.Data } when request["Accept"] is "application/x-ndjson" => "ndjson",
        { Path: ClientPage.Stream } when request["Accept"] is "text/event-stream" => "sse",
        _ => null,
    };
}
