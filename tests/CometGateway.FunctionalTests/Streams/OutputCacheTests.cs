using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Streams;

/// <summary>Behind ASP.NET's output caching, which keeps one answer for each URL.</summary>
public sealed class OutputCacheTests
{
    [Fact]
    public async Task AStreamThatIsOver_IsNobodysAnswer()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/page", Answers.Json("""{"n":1}"""));
        await using var gateway = await GatewayApp.StartAsync(
            GatewayJson.Of(site.Address, GatewayJson.Slow, "\"ConnectionLifetime\": \"00:00:01\","),
            configure: builder => builder.Services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache())).AddSingleton<IStartupFilter>(new Cached()));
        using var http = TestClient.Create(gateway.Address);
        using (var ask = new HttpRequestMessage(HttpMethod.Get, "/page") { Headers = { { "Accept", "text/event-stream" } } })
        using (var stream = await http.SendAsync(ask).WaitAsync(Patience.Default))
            Assert.Contains("""{"n":1}""", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var page = await PlainAnswer.OfAsync(http, "GET", "/page");

        Assert.Equal(("application/json", """{"n":1}"""), (page["Content-Type"], page.Body));
    }

    [Fact]
    public async Task TwoConnectionsForTheSameUrls_AreOpenAtATime()
    {
        await using var site = (await ScriptedSite.StartAsync()).On("/page", Answers.Json("""{"n":1}"""));
        await using var gateway = await GatewayApp.StartAsync(
            GatewayJson.Of(site.Address, GatewayJson.Slow),
            configure: builder => builder.Services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache())).AddSingleton<IStartupFilter>(new Cached()));
        await using var first = SseClient.Open(new(gateway.Address, "/_comet/stream?url=/page"));
        await first.WaitForAsync(one => one.Data.Contains("\"n\":1", StringComparison.Ordinal), "the page");

        await using var second = SseClient.Open(new(gateway.Address, "/_comet/stream?url=/page"));

        await second.WaitForAsync(one => one.Data.Contains("\"n\":1", StringComparison.Ordinal), "the page");
    }

    private sealed class Cached : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseOutputCache();
            next(app);
        };
    }
}
