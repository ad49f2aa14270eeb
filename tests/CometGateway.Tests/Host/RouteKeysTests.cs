using System.Net;
using CometGateway.Host;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using HostApp = CometGateway.Host.GatewayApp;

namespace CometGateway.Tests.Host;

/// <summary>YARP's keys of a route do in this host what YARP says they do, and none of them answers 500.</summary>
public sealed class RouteKeysTests : IDisposable
{
    private const string ShortTimeout = "\"Timeout\": \"00:00:00.200\"";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("\"Timeout\": \"00:00:30\"")]
    [InlineData("\"TimeoutPolicy\": \"disable\"")]
    [InlineData("\"CorsPolicy\": \"disable\"")]
    [InlineData("\"CorsPolicy\": \"default\"")]
    [InlineData("\"AuthorizationPolicy\": \"anonymous\"")]
    [InlineData("\"RateLimiterPolicy\": \"disable\"")]
    [InlineData("\"MaxRequestBodySize\": \"1000\"")]
    [InlineData("\"MaxRequestBodySize\": \"-1\"")]
    [InlineData("\"Order\": 3")]
    public async Task Route_Key_LetsRequestsThrough(string key)
    {
        await using var site = await SiteAsync();
        await using var app = await StartAsync(site, key);
        using var client = TestClient.Create(AddressOf(app));
        client.DefaultRequestHeaders.Add("Origin", "http://elsewhere.example");
        using var body = new StringContent("hello");

        Assert.Equal("the site's", await client.GetStringAsync(new Uri("/page", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri("/page", UriKind.Relative), body)).StatusCode);
    }

    [Fact]
    public async Task Route_MaxRequestBodySize_RefusesWhatIsLarger()
    {
        await using var site = await SiteAsync();
        await using var app = await StartAsync(site, "\"MaxRequestBodySize\": \"10\"");
        using var client = TestClient.Create(AddressOf(app));
        using var body = new StringContent(new string('a', 11));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync(new Uri("/page", UriKind.Relative), body)).StatusCode);
    }

    [Fact]
    public async Task Route_Timeout_EndsProxiedRequestsAndNoStreamsNotEvenOneThatWaits()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await SiteAsync();
        site.On("/watched", async context =>
        {
            asked.TrySetResult();
            await answer.Task.WaitAsync(context.RequestAborted);
            await Answers.Text("text/plain", "late")(context);
        });
        site.On("/page", context => answer.Task.WaitAsync(context.RequestAborted));
        await using var app = await StartAsync(site, ShortTimeout);
        using var client = TestClient.Create(AddressOf(app));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/watched");
        request.Headers.Accept.ParseAdd("text/event-stream");

        var opening = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await asked.Task.WaitAsync(Patience.Default);
        // Begun later than the stream: when this one has run out of time, so would have the stream.
        using var proxied = await client.GetAsync(new Uri("/page", UriKind.Relative));
        answer.SetResult();
        using var stream = await opening;

        // YARP 2.1's own answer to a request that ran out of its route's time.
        Assert.Equal(HttpStatusCode.BadRequest, proxied.StatusCode);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        string? line;
        while ((line = await lines.ReadLineAsync()) is not (null or "data: late" or "data:late")) Assert.DoesNotContain("stale", line, StringComparison.Ordinal);
        Assert.NotNull(line);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<ScriptedSite> SiteAsync()
    {
        var site = await ScriptedSite.StartAsync();
        site.Otherwise(Answers.Text("text/plain", "the site's"));
        return site;
    }

    private static Uri AddressOf(WebApplication app) => new(app.Urls.First());

    private async Task<WebApplication> StartAsync(ScriptedSite site, string key)
    {
        var file = _folder.Write("gateway.json", $$"""
            {
              "Urls": "http://127.0.0.1:0",
              "ReverseProxy": {
                "Routes": {
                  "watched": { "ClusterId": "site", "Match": { "Path": "/watched" }, "Metadata": { "CometPolicy": "live" }, {{key}} },
                  "page": { "ClusterId": "site", "Match": { "Path": "/page" }, {{key}} }
                },
                "Clusters": { "site": { "Destinations": { "a": { "Address": "{{site.Address}}" } } } }
              },
              "Comet": { "Policies": { "live": {} } }
            }
            """);
        using var output = new StringWriter();
        Assert.True(await CheckCommand.RunAsync([file], output) == 0, output.ToString());
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        GatewaySources.Add(builder.Configuration, [file]);
        var app = HostApp.Build(builder);
        await app.StartAsync();
        return app;
    }
}
