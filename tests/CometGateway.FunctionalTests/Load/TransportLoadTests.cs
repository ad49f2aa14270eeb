using System.Text.Json;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using Xunit.Abstractions;

namespace CometGateway.FunctionalTests.Load;

/// <summary>300 listeners of each way of listening at the same time, on one resource that changes every 200 ms for 20 s.</summary>
[Collection(LoadCollection.Name)]
public sealed class TransportLoadTests(ITestOutputHelper output)
{
    private const int Each = 300;
    private const int Last = 100;

    /// <summary>States of a short pass.</summary>
    private const int Few = 3;

    private const int ShortPasses = 2;

    /// <summary>What the buffers and pools of 2,700 clients may have grown by under load.</summary>
    private const long MayStay = 8L << 20;

    /// <summary>What some passes may leave behind once the pools are full: less of each session than any session is large.</summary>
    private const long MayStayOfASession = 128;

    private const string Comet = """{ "Limits": { "SessionsPerAddress": 10000, "ResourcesPerAddress": 10000 } }""";

    private const string Policy = """
        {
          "Poll": { "Interval": "00:00:00.150" }, "Audience": "Everyone", "Linger": "00:00:00", "HoldPolls": "00:01:00",
          "Transports": ["sse", "ndjson", "longpoll", "websocket", "braid", "iframe"]
        }
        """;

    private static readonly TimeSpan _patient = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task EveryTransport_UnderLoad_EndsOnTheLastStateWithoutGoingBackAndLeavesNothing()
    {
        await using var site = await ScriptedSite.StartAsync();
        site.SetBody("/watched/still", "text/plain", "still").SetBody(Listening.Page, "application/json", Counting.Body(0));
        await using var gateway = await GatewayApp.StartAsync(WatchedConfiguration.For(site.Address, Comet, Policy));

        // Once without changes: the pools of both sides, and the code of all ways, are then as large as they get.
        await ListenAsync(gateway.Address, listener => listener.HasFirst, 0);
        await IsEmptyAsync(gateway.Address);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        site.On(Listening.Page, Counting.Every(TimeSpan.FromMilliseconds(200), Last));
        await ListenAsync(gateway.Address, listener => listener.HasLast, Last);
        await IsEmptyAsync(gateway.Address);

        var stays = long.MaxValue;
        await Eventually.IsTrueAsync(() => (stays = GC.GetTotalMemory(forceFullCollection: true) - before) < MayStay, "the memory is free again");
        output.WriteLine($"{before >> 10} KB before, {stays >> 10} KB more after");

        // Pools grow once; what is kept of sessions is kept again in every pass.
        var last = await ListenShortlyAsync(site, gateway, Last);
        before = GC.GetTotalMemory(forceFullCollection: true);
        for (var pass = 0; pass < ShortPasses; pass++) last = await ListenShortlyAsync(site, gateway, last);
        var sessions = ShortPasses * Each * Listening.Ways.Count;
        await Eventually.IsTrueAsync(() => (stays = GC.GetTotalMemory(forceFullCollection: true) - before) < MayStayOfASession * sessions, $"nothing is kept of {sessions} sessions");
        output.WriteLine($"{stays} bytes more after {sessions} more sessions");
        Assert.DoesNotContain(gateway.Log.Lines.Items, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    /// <summary>Counts on from the last state, which the gateway may still have.</summary>
    /// <returns>The new last one.</returns>
    private async Task<int> ListenShortlyAsync(ScriptedSite site, GatewayApp gateway, int from)
    {
        var last = from + Few;
        site.On(Listening.Page, Counting.Every(TimeSpan.FromMilliseconds(200), last, first: from));
        await ListenAsync(gateway.Address, listener => listener.HasLast, last);
        await IsEmptyAsync(gateway.Address);
        return last;
    }

    /// <summary>Everybody listens until each has what is waited for, and leaves.</summary>
    private async Task ListenAsync(Uri gateway, Func<Listener, Task> until, int last)
    {
        var crowds = Listening.Ways.Keys.Select(way => new ListenerCrowd(way, Each, last, gateway)).ToArray();
        try
        {
            await Task.WhenAll(crowds.SelectMany(crowd => crowd.Listeners).Select(until)).WaitAsync(_patient);
        }
        finally
        {
            foreach (var crowd in crowds) output.WriteLine($"{crowd.Way}: {crowd.Listeners.Sum(listener => listener.States)} states, {crowd.Listeners.Count(listener => listener.Number == last)} have the last");
            await Task.WhenAll(crowds.Select(crowd => crowd.DisposeAsync().AsTask()));
        }

        foreach (var crowd in crowds)
        {
            Assert.All(crowd.Listeners, listener => Assert.Null(listener.Fault));
            Assert.All(crowd.Listeners, listener => Assert.Equal(last, listener.Number));
        }
    }

    private static Task IsEmptyAsync(Uri gateway) => Eventually.IsTrueAsync(
        async () =>
        {
            using var http = TestClient.Create(gateway);
            using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri("/_comet/status", UriKind.Relative)));
            return status.RootElement.GetProperty("sessions").GetInt32() == 0 && status.RootElement.GetProperty("resources").GetInt32() == 0;
        },
        "no session and no resource is left");
}
