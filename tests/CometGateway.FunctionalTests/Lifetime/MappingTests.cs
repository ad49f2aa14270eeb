using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Lifetime;

/// <summary>An application that adds Comet in a way that cannot work does not start, and is told why.</summary>
public sealed class MappingTests
{
    [Fact]
    public async Task UseComet_Twice_IsRefused()
    {
        var message = await RefusalAsync(app => app.MapReverseProxy(proxy => proxy.UseComet().UseComet()));

        Assert.Contains("UseComet was called twice", message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Mappings => ["MapComet, MapComet", "MapComet, MapCometReverseProxy", "MapCometReverseProxy, MapComet", "MapCometReverseProxy, MapCometReverseProxy"];

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task Endpoints_MappedTwice_AreRefused(string calls)
    {
        var message = await RefusalAsync(app =>
        {
            foreach (var call in calls.Split(", "))
            {
                if (call is "MapComet") app.MapComet();
                else app.MapCometReverseProxy();
            }
        });

        Assert.Contains("MapComet was called twice", message, StringComparison.Ordinal);
        Assert.Contains("MapCometReverseProxy", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/g")]
    [InlineData("/g/{tenant}")]
    public async Task Endpoints_InAGroupWithAPrefix_AreRefused(string prefix)
    {
        var message = await RefusalAsync(app => app.MapGroup(prefix).MapCometReverseProxy());

        Assert.Contains($"'{prefix}/_comet", message, StringComparison.Ordinal);
        Assert.Contains("UsePathBase", message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Calls => ["UseComet", "MapComet", "MapCometReverseProxy"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task WithoutAddComet_EachCallSaysWhatIsMissing(string call)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting().AddReverseProxy();
        await using var app = builder.Build();

        var refused = Assert.Throws<InvalidOperationException>(() =>
        {
            if (call is "UseComet") app.MapReverseProxy(proxy => proxy.UseComet());
            else if (call is "MapComet") app.MapComet();
            else app.MapCometReverseProxy();
        });

        Assert.Equal($"{call} needs its services: call AddReverseProxy().AddComet(configuration.GetSection(\"Comet\")).", refused.Message);
    }

    private static async Task<string> RefusalAsync(Action<WebApplication> map)
    {
        await using var site = await ScriptedSite.StartAsync();
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayApp.StartAsync(WatchedConfiguration.For(site.Address), map: map))).Message;
    }
}
