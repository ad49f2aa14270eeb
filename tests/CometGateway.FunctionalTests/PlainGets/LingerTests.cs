using CometGateway.FunctionalTests.Watched;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.PlainGets;

/// <summary>What is left of a resource when nobody asks for it any more.</summary>
public sealed class LingerTests
{
    // An exception on a timer's thread ends the process: a gateway that had stopped once took its host with it, five seconds later.
    [Fact]
    public async Task Linger_EndingAfterTheGatewayStopped_IsQuiet()
    {
        var time = new ManualTimeProvider();
        await using var site = await ScriptedSite.StartAsync();
        site.On("/page", Answers.Text("text/plain", "one"));
        await using (var gateway = await GatewayApp.StartAsync(GatewayJson.Of(site.Address, GatewayJson.Slow), time))
        {
            using var http = TestClient.Create(gateway.Address);
            Assert.Equal("one", (await PlainAnswer.OfAsync(http, "GET", "/page")).Body);
        }

        time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Linger_EndingAfterAReload_IsQuiet()
    {
        var time = new ManualTimeProvider();
        await using var site = await ScriptedSite.StartAsync();
        site.On("/page", Answers.Text("text/plain", "one"));
        await using var gateway = await GatewayApp.StartAsync(GatewayJson.Of(site.Address, GatewayJson.Slow), time);
        using var http = TestClient.Create(gateway.Address);
        Assert.Equal("one", (await PlainAnswer.OfAsync(http, "GET", "/page")).Body);

        gateway.Reload(GatewayJson.Of(site.Address, GatewayJson.Slow, "\"Retry\": \"00:00:01\","));
        await gateway.Log.Lines.FirstAsync(line => line.Event.Name is "ConfigurationApplied" && line.Message.Contains("Configuration 2", StringComparison.Ordinal), "the reload");
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("one", (await PlainAnswer.OfAsync(http, "GET", "/page")).Body);
    }
}
