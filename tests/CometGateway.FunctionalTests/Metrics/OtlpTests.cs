using System.Collections.Concurrent;
using System.Text;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.AspNetCore.Http;

namespace CometGateway.FunctionalTests.Metrics;

/// <summary>The Host's export to an OpenTelemetry collector.</summary>
public sealed class OtlpTests
{
    private const string Page = "/watched/page";

    [Fact]
    public async Task Host_WithAnOtlpEndpoint_SendsMetricsAndTracesThere()
    {
        var received = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await using var collector = (await ScriptedSite.StartAsync()).Otherwise(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // Protobuf keeps strings as they are, so Latin-1 shows them among the rest.
            received.AddOrUpdate(context.Request.Path, Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await using var site = (await ScriptedSite.StartAsync()).SetBody(Page, "text/plain", "one");
        using var folder = new TempFolder();
        await using var gateway = await GatewayProcess.StartAsync(
            folder.Write("gateway.json", WatchedConfiguration.For(site.Address)),
            environment: new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            });
        await using var client = SseClient.Open(new(gateway.Address, Page + "?token=verysecretquery"));
        await client.WaitForAsync(one => one.Data is "one", "the first state");

        await Eventually.IsTrueAsync(
            // An export may fall between the first poll and the session that it is for.
            () => received.GetValueOrDefault("/v1/metrics", "") is var metrics && metrics.Contains("comet.polls", StringComparison.Ordinal)
                && metrics.Contains("comet.sessions", StringComparison.Ordinal)
                && received.GetValueOrDefault("/v1/traces", "").Contains("comet.poll", StringComparison.Ordinal),
            "metrics and traces at the collector");

        Assert.All(received.Values, text => Assert.DoesNotContain("verysecret", text, StringComparison.Ordinal));
        Assert.All(collector.Requests.All, request => Assert.Equal("application/x-protobuf", request["Content-Type"]));
        Assert.Equal(0, await gateway.TerminateAsync());
    }
}
