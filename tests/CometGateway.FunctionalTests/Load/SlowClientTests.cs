using System.Globalization;
using System.Text.RegularExpressions;
using CometGateway.TestKit;
using CometGateway.TestKit.Sites;
using CometGateway.TestKit.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.FunctionalTests.Load;

/// <summary>Clients that do not read hold no memory, delay nobody and are cut; those that read slowly get the newest.</summary>
[Collection(LoadCollection.Name)]
public sealed partial class SlowClientTests : IAsyncLifetime
{
    private const string Page = "/watched/large";
    private const int BodyBytes = 1 << 20;
    private const int Changes = 12;

    private ScriptedSite _site = null!;

    public async Task InitializeAsync() => _site = await ScriptedSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task ClientsThatReadNothing_HoldNoMemoryAndDelayNobody()
    {
        const int Stalled = 40;
        await using var gateway = await StartAsync("00:10:00");
        var resources = gateway.Services.GetRequiredService<ICometResources>();
        Show(0);
        await using var healthy = SseClient.Open(new(gateway.Address, Page));
        await healthy.WaitForAsync(one => one.Type is "message", "the first state");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var stalled = await StallAsync(gateway, Stalled);
        try
        {
            await Eventually.IsTrueAsync(() => Subscribers(resources) == Stalled + 1, "all streams are open");

            await MoveOnAsync(healthy);

            // All of it has gone past the stalled ones while they were there: nobody waited for them.
            Assert.Equal(Stalled + 1, Subscribers(resources));
            var held = GC.GetTotalMemory(forceFullCollection: true) - before;
            // A queue for each would hold 480 MB by now. The history, the healthy client's own events and some buffers are all there is.
            Assert.True(held < 120L << 20, $"{held >> 20} MB more than before");
        }
        finally
        {
            foreach (var client in stalled) client.Dispose();
        }
    }

    [Fact]
    public async Task ClientsThatReadNothing_AreCutAfterSendTimeout_AndTheOthersGoOn()
    {
        await using var gateway = await StartAsync("00:00:03");
        var resources = gateway.Services.GetRequiredService<ICometResources>();
        Show(0);
        await using var healthy = SseClient.Open(new(gateway.Address, Page));
        await healthy.WaitForAsync(one => one.Type is "message", "the first state");
        var stalled = await StallAsync(gateway, 5);
        using var patience = new CancellationTokenSource(Patience.Default);
        try
        {
            // With the first bytes of its answer each of them is there.
            await Task.WhenAll(stalled.Select(client => client.ReadUntilAsync(_ => true, patience.Token)));
            await MoveOnAsync(healthy);

            await Eventually.IsTrueAsync(() => Subscribers(resources) == 1, "those that read nothing are cut", Patience.Start);
            Show(Changes + 1);
            await healthy.WaitForAsync(one => one.Type is "message" && NumberOf(one.Data) == Changes + 1, "the healthy one goes on");
        }
        finally
        {
            foreach (var client in stalled) client.Dispose();
        }
    }

    [Fact]
    public async Task ClientThatReadsLate_GetsFewerStatesInOrderAndTheNewestLast()
    {
        await using var gateway = await StartAsync("00:01:00");
        Show(0);
        await using var healthy = SseClient.Open(new(gateway.Address, Page));
        await healthy.WaitForAsync(one => one.Type is "message", "the first state");
        using var late = await StalledClient.OpenAsync(new(gateway.Address, Page));
        await Eventually.IsTrueAsync(() => Subscribers(gateway.Services.GetRequiredService<ICometResources>()) == 2, "both streams are open");
        await MoveOnAsync(healthy);

        using var patience = new CancellationTokenSource(Patience.Start);
        var end = EndOf(Changes);
        var text = await late.ReadUntilAsync(text => text.AsSpan()[Math.Max(0, text.Length - 200_000)..].Contains(end, StringComparison.Ordinal), patience.Token);

        var begins = Begin().Matches(text).Select(match => int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture)).ToArray();
        var ends = End().Matches(text).Select(match => int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(begins, ends);
        Assert.Equal(Changes, begins[^1]);
        Assert.True(begins.Zip(begins.Skip(1)).All(pair => pair.First < pair.Second), string.Join(' ', begins));
        Assert.True(begins.Length < Changes, $"Nothing was left out: {string.Join(' ', begins)}");
        Assert.Equal(begins.Length, Regex.Count(text, "^id: ", RegexOptions.Multiline));
    }

    private static Task<StalledClient[]> StallAsync(GatewayApp gateway, int clients) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(_ => StalledClient.OpenAsync(new(gateway.Address, Page))));

    private static int Subscribers(ICometResources resources) => resources.List().Sum(resource => resource.Subscribers);

    /// <summary>The site moves on as soon as the healthy client has its state.</summary>
    private async Task MoveOnAsync(SseClient healthy)
    {
        for (var n = 1; n <= Changes; n++)
        {
            var wanted = n;
            Show(n);
            await healthy.WaitForAsync(one => one.Type is "message" && NumberOf(one.Data) == wanted, $"state {wanted}");
        }
    }

    private void Show(int n) => _site.SetBody(Page, "text/plain", $"begin={n};{new string('x', BodyBytes)}{EndOf(n)}");

    private static string EndOf(int n) => $"end={n};";

    private static int NumberOf(string data) => int.Parse(Begin().Match(data).Groups["n"].Value, CultureInfo.InvariantCulture);

    private Task<GatewayApp> StartAsync(string sendTimeout) => GatewayApp.StartAsync(
        WatchedConfiguration.For(_site.Address, $$"""{ "SendTimeout": "{{sendTimeout}}" }"""));

    [GeneratedRegex("begin=(?<n>[0-9]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Begin();

    [GeneratedRegex("end=(?<n>[0-9]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex End();
}
