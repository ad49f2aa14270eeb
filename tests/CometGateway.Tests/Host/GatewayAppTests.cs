using CometGateway.Host;
using CometGateway.Host.Memory;
using CometGateway.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using HostApp = CometGateway.Host.GatewayApp;

namespace CometGateway.Tests.Host;

public sealed class GatewayAppTests
{
    [Fact]
    public async Task Build_DrainTimeout_LeavesTheHostFiveSecondsMore()
    {
        using var folder = new TempFolder();
        await using var app = Build(folder.Write("a.json", """{ "Comet": { "DrainTimeout": "00:00:40" } }"""));

        Assert.Equal(TimeSpan.FromSeconds(45), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task Build_Kestrel_LeavesLimitsOfBodiesToTheSite()
    {
        await using var app = Build(GatewaySources.DemoFile);

        var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        Assert.Null(kestrel.Limits.MaxRequestBodySize);
        Assert.Null(kestrel.Limits.MinRequestBodyDataRate);
        Assert.False(kestrel.AddServerHeader);
    }

    [Fact]
    public async Task Build_Memory_IsGivenBackAtRest()
    {
        await using var app = Build(GatewaySources.DemoFile);

        Assert.Contains(app.Services.GetServices<IHostedService>(), service => service is HeapTrim);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""" "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", """, false)]
    [InlineData(""" "Logging": { "Console": { "FormatterOptions": { "IncludeScopes": true } } }, """, true)]
    [InlineData(""" "Logging": { "CaptureScopes": true }, """, true)]
    public async Task Build_LogScopes_AreKeptWhereALogShowsThem(string settings, bool areKept)
    {
        using var folder = new TempFolder();
        await using var app = Build(folder.Write("a.json", $$"""{ {{settings}} "Comet": {} }"""));

        Assert.Equal(areKept, app.Services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>().CurrentValue.CaptureScopes);
    }

    private static WebApplication Build(string file)
    {
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        GatewaySources.Add(builder.Configuration, [file]);
        return HostApp.Build(builder);
    }
}
