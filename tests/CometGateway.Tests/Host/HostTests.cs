using System.Net;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Tests.Host;

/// <summary>The built executable with real files and real sites.</summary>
public sealed class HostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Start_NoArguments_RunsTheDemoAndSaysWhatToOpen()
    {
        await using var gateway = await GatewayProcess.StartAsync(null);
        using var client = TestClient.Create(gateway.Address);

        await gateway.Output.FirstAsync(line => line.Equals($"Open {gateway.Address}_comet/", StringComparison.Ordinal), "the line that says what to open");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/ticker.json", UriKind.Relative))).StatusCode);
        Assert.Equal(0, await gateway.TerminateAsync());
    }

    [Fact]
    public async Task Health_WhileUp_AnswersBothAndNamesNoServer()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.Otherwise(Answers.Text("text/plain", "the site's"));
        await using var gateway = await GatewayProcess.StartAsync(Write(site));
        using var client = TestClient.Create(gateway.Address);

        using var health = await client.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal("ok", await health.Content.ReadAsStringAsync());
        Assert.Empty(health.Headers.Server);
        Assert.Equal("ready", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
        Assert.Equal("the site's", await client.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    [Fact]
    public async Task Reload_FileChanged_SendsRequestsToTheNewSite()
    {
        await using var one = await ScriptedSite.StartAsync();
        await using var two = await ScriptedSite.StartAsync();
        one.Otherwise(Answers.Text("text/plain", "one"));
        two.Otherwise(Answers.Text("text/plain", "two"));
        await using var gateway = await GatewayProcess.StartAsync(Write(one));
        using var client = TestClient.Create(gateway.Address);
        Assert.Equal("one", await client.GetStringAsync(gateway.Address));

        Write(two);

        await Eventually.IsTrueAsync(async () => await client.GetStringAsync(gateway.Address) is "two", "the second site answers");
    }

    [Fact]
    public async Task Reload_FileBrokenThenRefused_StaysAndSaysWhy()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.Otherwise(Answers.Text("text/plain", "one"));
        var file = Write(site);
        await using var gateway = await GatewayProcess.StartAsync(file);
        using var client = TestClient.Create(gateway.Address);

        File.WriteAllText(file, "{ \"Comet\": ");
        await gateway.Output.FirstAsync(line => line.Contains("is not valid JSON at line 1, column ", StringComparison.Ordinal), "the broken file in the log");
        Assert.Equal("one", await client.GetStringAsync(gateway.Address));

        Write(site, """{ "KeepAlive": "x" }""");
        await gateway.Output.FirstAsync(line => line.Contains("Comet:KeepAlive = 'x': must be a time", StringComparison.Ordinal), "the refused section in the log");
        Assert.Equal("one", await client.GetStringAsync(gateway.Address));
        Assert.DoesNotContain(gateway.Output.Items, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_WrongLogLevel_StaysAndSaysWhy()
    {
        await using var one = await ScriptedSite.StartAsync();
        await using var two = await ScriptedSite.StartAsync();
        one.Otherwise(Answers.Text("text/plain", "one"));
        two.Otherwise(Answers.Text("text/plain", "two"));
        await using var gateway = await GatewayProcess.StartAsync(Write(one));
        using var client = TestClient.Create(gateway.Address);

        Write(two, more: """, "Logging": { "LogLevel": { "Default": "Loud" } }""");
        var line = await gateway.Output.FirstAsync(line => line.Contains("Loud", StringComparison.Ordinal), "the wrong level in the log");
        Assert.Contains("[802]", line, StringComparison.Ordinal);
        Assert.Contains("Logging:LogLevel:Default = 'Loud': must be one of Trace, Debug, ", line, StringComparison.Ordinal);
        Assert.Equal("one", await client.GetStringAsync(gateway.Address));

        Write(two, more: """, "Logging": { "LogLevel": { "Default": "Warning" } }""");
        await Eventually.IsTrueAsync(async () => await client.GetStringAsync(gateway.Address) is "two", "the mended file is taken");
        Assert.DoesNotContain(gateway.Output.Items, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.Equal(0, await gateway.TerminateAsync());
    }

    [Fact]
    public async Task Start_RoutesThatAreMostLikelyNotMeantSo_AreWarnedOfOnce()
    {
        var file = _folder.Write("gateway.json", """
            {
              "ReverseProxy": {
                "Routes": {
                  "a": { "ClusterId": "site", "Match": { "Path": "/a" }, "CometPolicy": "live" },
                  "b": { "ClusterId": "site", "Match": { "Path": "/a" } }
                },
                "Clusters": { "site": { "Destinations": { "a": { "Address": "http://127.0.0.1:9/" } } } }
              }
            }
            """);
        await using var gateway = await GatewayProcess.StartAsync(file);

        await gateway.Output.FirstAsync(line => line.Contains("ReverseProxy:Routes:b:Match: says the same as Routes:a:Match", StringComparison.Ordinal), "the same match");
        await gateway.Output.FirstAsync(line => line.Contains("ReverseProxy:Routes:a:CometPolicy = 'live': does nothing here", StringComparison.Ordinal), "the misplaced key");
        Assert.Equal(2, gateway.Output.Items.Count(line => line.Contains("[820]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SiteThatRefusesConnections_IsNamedWithTheErrorInOneLine()
    {
        Uri address;
        await using (var site = await ScriptedSite.StartAsync()) address = site.Address;
        await using var gateway = await GatewayProcess.StartAsync(_folder.Write("gateway.json", WatchedConfiguration.For(address)));
        using var client = TestClient.Create(gateway.Address);

        foreach (var path in (string[])["one", "two"])
        {
            await using var stream = SseClient.Open(new(gateway.Address, "/watched/" + path));
            await stream.WaitForAsync(one => one.Data.Contains("stale", StringComparison.Ordinal), "the state of the resource");
            Assert.DoesNotContain(stream.Events, one => one.Data.Contains("Refused", StringComparison.Ordinal));
        }

        using var plain = await client.GetAsync(new Uri("/plain", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadGateway, plain.StatusCode);
        await gateway.Output.FirstAsync(line => line.Contains($"({address.GetLeftPart(UriPartial.Authority)}, ConnectionRefused)", StringComparison.Ordinal), "the destination and the error");
    }

    [Fact]
    public async Task Start_Upload_MayBeLargerThanKestrelsOwnLimit()
    {
        const int Size = 40 << 20;
        await using var site = await ScriptedSite.StartAsync();
        site.On("/upload", async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            var (buffer, total) = (new byte[1 << 16], 0L);
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;) total += read;
            await context.Response.WriteAsync($"{total}");
        });
        await using var gateway = await GatewayProcess.StartAsync(Write(site));
        using var client = TestClient.Create(gateway.Address);
        using var body = new ByteArrayContent(new byte[Size]);

        using var answer = await client.PostAsync(new Uri("/upload", UriKind.Relative), body);

        Assert.Equal($"{Size}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("false", "127.0.0.1")]
    [InlineData("true", "203.0.113.7")]
    public async Task Start_ForwardedHeaders_AreBelievedOnlyWhenSaid(string enabled, string seenBySite)
    {
        await using var site = await ScriptedSite.StartAsync();
        site.Otherwise(context => context.Response.WriteAsync(context.Request.Headers["X-Forwarded-For"].ToString()));
        await using var gateway = await GatewayProcess.StartAsync(Write(site, more: $", \"ForwardedHeaders_Enabled\": {enabled}"));
        using var client = TestClient.Create(gateway.Address);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        Assert.Equal(seenBySite, await client.GetStringAsync(gateway.Address));
    }

    [Fact]
    public async Task Start_OtlpEndpoint_SendsMetrics()
    {
        await using var collector = await ScriptedSite.StartAsync();
        collector.Otherwise(Answers.Status(StatusCodes.Status200OK));
        await using var gateway = await GatewayProcess.StartAsync(
            _folder.Write("a.json", "{}"),
            environment: HostProcess.Environment(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")));

        Assert.Equal(0, await gateway.TerminateAsync());

        Assert.Contains(collector.Requests.All, request => request.Path is "/v1/metrics");
    }

    public void Dispose() => _folder.Dispose();

    private string Write(ScriptedSite site, string comet = "{}", string more = "") => _folder.Write("gateway.json", $$"""
        {
          "ReverseProxy": {
            "Routes": { "all": { "ClusterId": "site", "Match": { "Path": "{**rest}" } } },
            "Clusters": { "site": { "Destinations": { "a": { "Address": "{{site.Address}}" } } } }
          },
          "Comet": {{comet}}{{more}}
        }
        """);
}
