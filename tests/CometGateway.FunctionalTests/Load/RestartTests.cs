using CometGateway.TestKit;
using CometGateway.TestKit.Sites;

namespace CometGateway.FunctionalTests.Load;

/// <summary>The gateway is lost (SIGKILL) and comes back under 100 clients that come back as browsers do.</summary>
[Collection(LoadCollection.Name)]
public sealed class RestartTests
{
    private const string Page = "/watched/counter";
    private const int Subscribers = 100;

    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Restart_VersionStillCurrent_SendsNobodyASnapshot()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.SetBody(Page, "application/json", Counting.Body(1));
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", Configuration(site));
        await using var first = await GatewayProcess.StartAsync(config);
        await using var crowd = await KillUnderCrowdAsync(first);
        await using var second = await GatewayProcess.StartAsync(config, first.Address.Port);
        await Task.WhenAll(crowd.Clients.Select(client => client.AnswerAsync(2, Patient)));
        site.SetBody(Page, "application/json", Counting.Body(2));
        await crowd.EverybodyHasAsync(2, Patient);

        // A snapshot after the restart would be a second 1.
        Assert.All(crowd.Clients, client => Assert.Equal([1, 2], Counting.NumbersOf(client.Events)));
    }

    [Fact]
    public async Task Restart_ChangedMeanwhile_SendsEverybodyTheNewStateOnce()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.SetBody(Page, "application/json", Counting.Body(1));
        using var folder = new TempFolder();
        var config = folder.Write("gateway.json", Configuration(site));
        await using var first = await GatewayProcess.StartAsync(config);
        await using var crowd = await KillUnderCrowdAsync(first);
        site.SetBody(Page, "application/json", Counting.Body(2));
        await using var second = await GatewayProcess.StartAsync(config, first.Address.Port);
        await crowd.EverybodyHasAsync(2, Patient);
        site.SetBody(Page, "application/json", Counting.Body(3));
        await crowd.EverybodyHasAsync(3, Patient);

        Assert.All(crowd.Clients, client => Assert.Equal([1, 2, 3], Counting.NumbersOf(client.Events)));
    }

    /// <summary>All have the first state when the gateway is killed.</summary>
    private static async Task<Crowd> KillUnderCrowdAsync(GatewayProcess gateway)
    {
        var crowd = new Crowd(new(gateway.Address, Page), Subscribers, new() { Reconnect = true });
        await crowd.EverybodyHasAsync(1, Patient);
        await gateway.KillAsync();
        return crowd;
    }

    private static string Configuration(ScriptedSite site) => WatchedConfiguration.For(site.Address, """{ "Retry": "00:00:00.100" }""");
}
