using CometGateway.Host;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using HostApp = CometGateway.Host.GatewayApp;

namespace CometGateway.Tests.Host;

/// <summary>What the site is told of the gateway's part in a trace.</summary>
public sealed class RequestActivitiesTests : IDisposable
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c";
    private const string Parent = Trace + "-b7ad6b7169203331-01";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData(""" "Logging": { "LogLevel": { "Default": "Debug" } }, """)]
    [InlineData(""" "Logging": { "LogLevel": { "Microsoft.AspNetCore": "None" } }, """)]
    public async Task WithoutAnybodyWhoLooks_TheClientsTraceParentPassesThrough(string logging) =>
        Assert.Equal(Parent, await SeenByTheSiteAsync(logging, Parent));

    [Fact]
    public async Task WithoutAnybodyWhoLooks_NoneIsMadeUp() => Assert.Null(await SeenByTheSiteAsync("", null));

    [Theory]
    [InlineData(""" "Logging": { "LogLevel": { "Microsoft.AspNetCore": "Information" } }, """)]
    [InlineData(""" "Logging": { "LogLevel": { "Microsoft.AspNetCore.Hosting.Diagnostics": "Information" } }, """)]
    [InlineData(""" "Logging": { "Console": { "LogLevel": { "Microsoft": "Debug" } } }, """)]
    [InlineData(""" "Logging": { "Console": { "FormatterOptions": { "IncludeScopes": true } } }, """)]
    [InlineData(""" "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", """)]
    public async Task WithSomebodyWhoLooks_TheGatewayIsAStepOfTheTrace(string settings)
    {
        var seen = await SeenByTheSiteAsync(settings, Parent);

        Assert.StartsWith(Trace, seen, StringComparison.Ordinal);
        Assert.NotEqual(Parent, seen);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string?> SeenByTheSiteAsync(string settings, string? traceParent)
    {
        await using var site = await ScriptedSite.StartAsync();
        site.Otherwise(Answers.Text("text/plain", "the site's"));
        var file = _folder.Write("gateway.json", $$"""
            {
              "Urls": "http://127.0.0.1:0", {{settings}}
              "ReverseProxy": {
                "Routes": { "page": { "ClusterId": "site", "Match": { "Path": "/page" } } },
                "Clusters": { "site": { "Destinations": { "a": { "Address": "{{site.Address}}" } } } }
              }
            }
            """);
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        GatewaySources.Add(builder.Configuration, [file]);
        await using var app = HostApp.Build(builder);
        await app.StartAsync();
        using var client = TestClient.Create(new(app.Urls.First()));
        if (traceParent is not null) client.DefaultRequestHeaders.Add("traceparent", traceParent);

        await client.GetStringAsync(new Uri("/page", UriKind.Relative));

        return site.Requests.All[0]["traceparent"];
    }
}
