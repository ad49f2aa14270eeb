using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Behind ASP.NET's output caching of all that an application answers, which keeps one answer for each URL.</summary>
public sealed class OutputCacheTests : IAsyncLifetime
{
    private const string Page = "/watched/page";
    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = (await ScriptedSite.StartAsync()).On(Page, Answers.Json("""{"n":1}"""));

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task AStreamThatIsOver_IsNobodysAnswer()
    {
        await using var gateway = await StartAsync("""{ "ConnectionLifetime": "00:00:01" }""");
        using var http = TestClient.Create(gateway.Address);
        using (var ask = new HttpRequestMessage(HttpMethod.Get, Page) { Headers = { { "Accept", "text/event-stream" } } })
        using (var stream = await http.SendAsync(ask).WaitAsync(Patience.Default))
            Assert.Contains("""{"n":1}""", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var page = await PlainAnswer.OfAsync(http, "GET", Page);

        Assert.Equal(("application/json", """{"n":1}"""), (page["Content-Type"], page.Body));
    }

    [Fact]
    public async Task TwoConnectionsForTheSameUrls_AreOpenAtATime()
    {
        await using var gateway = await StartAsync("{}");
        await using var first = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf(Page)));
        await first.WaitForAsync(line => line.Url is Page && line.Data is """{"n":1}""", "the page");

        await using var second = await LineClient.OpenAsync(new(gateway.Address, ManyClient.PathOf(Page))).WaitAsync(Patience.Default);

        await second.WaitForAsync(line => line.Url is Page && line.Data is """{"n":1}""", "the page");
    }

    private Task<GatewayApp> StartAsync(string comet) => GatewayApp.StartAsync(
        WatchedConfiguration.For(_site.Address, comet),
        configure: builder => builder.Services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache())),
        map: app =>
        {
            app.UseOutputCache();
            app.MapCometReverseProxy();
        });
}
