using CometGateway.Configuration;
using CometGateway.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using HostApp = CometGateway.Host.GatewayApp;

namespace CometGateway.Tests.Host;

public sealed class GatewayAppTests
{
    [Fact]
    public async Task Build_DrainTimeout_LeavesTheHostFiveSecondsMore()
    {
        await using var app = Build(new CometSettings { DrainTimeout = TimeSpan.FromSeconds(40) });

        Assert.Equal(TimeSpan.FromSeconds(45), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Fact]
    public async Task Build_Kestrel_LeavesLimitsOfBodiesToTheSite()
    {
        await using var app = Build(new CometSettings());

        var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        Assert.Null(kestrel.Limits.MaxRequestBodySize);
        Assert.Null(kestrel.Limits.MinRequestBodyDataRate);
        Assert.False(kestrel.AddServerHeader);
    }

    private static WebApplication Build(CometSettings settings)
    {
        var builder = WebApplication.CreateBuilder();
        GatewaySources.Add(builder.Configuration, [GatewaySources.DemoFile]);
        return HostApp.Build(builder, settings);
    }
}
