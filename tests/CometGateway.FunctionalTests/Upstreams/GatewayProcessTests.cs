using System.Net;
using CometGateway.TestKit;

namespace CometGateway.FunctionalTests.Upstreams;

/// <summary>The Host as the test kit starts it, as a process.</summary>
public sealed class GatewayProcessTests
{
    private static readonly Uri Health = new("/healthz", UriKind.Relative);

    [Fact]
    public async Task StartAsync_AfterAKill_ComesBackAtTheSameAddress()
    {
        await using var first = await GatewayProcess.StartAsync(configFile: null);
        using var http = TestClient.Create(first.Address);
        using var before = await http.GetAsync(Health);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        // 128 + SIGKILL: it had no chance to say farewell.
        Assert.Equal(137, await first.KillAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(Health));

        await using var second = await GatewayProcess.StartAsync(configFile: null, port: first.Address.Port);
        using var after = await http.GetAsync(Health);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(0, await second.TerminateAsync());
    }

    [Fact]
    public async Task StartAsync_ConfigurationThatIsRefused_FailsWithTheOutput()
    {
        using var folder = new TempFolder();
        var file = folder.Write("gateway.json", """{ "Comet": { "KeepAlvie": "00:00:20" } }""");

        var failure = await Assert.ThrowsAsync<WaitFailedException>(() => GatewayProcess.StartAsync(file));

        Assert.Contains("KeepAlvie", failure.Message, StringComparison.Ordinal);
    }
}
