using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Growth;

/// <summary>One gateway whose streams are kept alive, sent away and come back, weighed from time to time.</summary>
internal static class GrowthRun
{
    public const int Pages = 10;
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(40);
    public static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan ChangeEvery = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<GrowthSample>> MeasureAsync(GatewayVariant variant, int streams, TimeSpan time, int samples)
    {
        await using var gateway = await GatewayServer.StartAsync(variant, Configure, 1 / ChangeEvery.TotalSeconds);
        string[] arguments = ["-n", Text(streams), "-p", Text(gateway.Port), "-u", "/doc/r%c", "-c", Text(Pages)];
        await using var visitors = ReportingTool<VisitorReport>.Start(Pinned.LoadCore, LoadTools.Visitors, arguments, TimeSpan.FromMinutes(2));
        await visitors.ReadyAsync(streams);
        List<GrowthSample> weighed = [];
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i <= samples; i++)
        {
            if (time * i / samples - Stopwatch.GetElapsedTime(since) is var left && left > TimeSpan.Zero) await Pause.ForAsync(left);
            var at = Stopwatch.GetElapsedTime(since);
            var before = ProcessTree.OwnMemory(gateway.Processes);
            await gateway.CollectAsync();
            weighed.Add(new(at.TotalMinutes, ProcessTree.OwnMemory(gateway.Processes), before, await visitors.AskAsync()));
        }

        return weighed;
    }

    private static void Configure(GatewayFile file) => file
        .Route("doc", "/doc/{name}", "live").Policy("live", [])
        .With(new JsonObject { ["KeepAlive"] = Text(KeepAlive), ["ConnectionLifetime"] = Text(Lifetime), ["Retry"] = Text(Retry) });

    private static string Text(TimeSpan time) => time.ToString("c");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
