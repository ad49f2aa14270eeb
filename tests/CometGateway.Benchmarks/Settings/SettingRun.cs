using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Settings;

/// <summary>One gateway from its start: the first change, a crowd's arrival, cold, warm, at rest; then another crowd, of many pages.</summary>
internal sealed class SettingRun
{
    private const double Mebibyte = 1024 * 1024;
    private const int Small = 256;
    private const int Large = 4096;
    private const int Pages = 1_000;

    private readonly GatewayServer _server;
    private readonly int? _loadCore;
    private readonly BenchmarkOptions _options;
    private readonly SettingFigures _figures;

    private SettingRun(GatewayServer server, int? loadCore, BenchmarkOptions options, SettingFigures figures) =>
        (_server, _loadCore, _options, _figures) = (server, loadCore, options, figures);

    private CpuTime Cpu => CpuTime.Of(_server.Processes);

    public static async Task MeasureAsync(RuntimeSetting setting, string program, int streams, BenchmarkOptions options, SettingFigures figures)
    {
        using var folder = new TempFolder();
        var isAlone = setting.Cores == 1;
        var started = TimeProvider.System.GetTimestamp();
        await using var server = await GatewayServer.StartAsync(setting.VariantOf(program), Configure, core: isAlone ? Pinned.ServerCore : null);
        var run = new SettingRun(server, isAlone ? Pinned.LoadCore : null, options, figures);
        var plan = new StreamPlan(server.Port, server.SubscribePath, Streams: 1) { Progress = folder["progress"] };
        var publisher = new Publisher(server, plan.Progress);
        await using (await StreamClient.OpenAsync(plan, run._loadCore)) await publisher.SaturateAsync(1, Small, streams: 1, window: 1);
        figures.FirstChange.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);

        figures.Wrong.Add(await run.FanOutAsync(plan with { Streams = streams }, publisher) + await run.PollAsync());
        figures.Peak.Add(ProcessTree.PeakMemory(server.Processes) / Mebibyte);
    }

    private async Task<double> FanOutAsync(StreamPlan plan, Publisher publisher)
    {
        var before = Cpu;
        await using var crowd = await StreamClient.OpenAsync(plan, _loadCore);
        _figures.Opening.Add((Cpu - before).Per(plan.Streams));
        await publisher.SaturateAsync(2, Small, plan.Streams, window: 1);
        var wrong = await DeliverAsync(_options.Choose(20, 4), Small, _figures.Cold, latency: null);
        await publisher.SaturateAsync(_options.Choose(100, 4), Small, plan.Streams, window: 1);
        wrong += await DeliverAsync(_options.Choose(60, 4), Small, _figures.Warm, _figures.P99);
        wrong += await DeliverAsync(_options.Choose(60, 4), Large, _figures.WarmLarge, latency: null);
        await _server.CollectAsync();
        _figures.Memory.Add(ProcessTree.Memory(_server.Processes) / Mebibyte);
        return wrong;

        async Task<double> DeliverAsync(int changes, int bytes, Samples cpu, Samples? latency)
        {
            await crowd.PhaseAsync();
            var start = Cpu;
            var published = await publisher.SaturateAsync(changes, bytes, plan.Streams, window: 1);
            var used = Cpu - start;
            var seen = await crowd.PhaseAsync();
            cpu.Add(used.Per(seen.Events));
            latency?.Add(seen.P99 / 1000);
            return published.Missing + seen.OutOfOrder + seen.Closed;
        }
    }

    private async Task<double> PollAsync()
    {
        await using var crowd = await StreamClient.OpenAsync(new(_server.Port, "/each/r%c?size=256", Pages) { Names = Pages }, _loadCore);
        // Until all that runs then has been compiled for good.
        await Pause.ForAsync(TimeSpan.FromSeconds(_options.Choose(10, 2)));
        await crowd.PhaseAsync();
        var start = Cpu;
        await Pause.ForAsync(TimeSpan.FromSeconds(_options.Choose(10, 2)));
        var used = Cpu - start;
        var seen = await crowd.PhaseAsync();
        _figures.Polling.Add(used.Per(seen.Events));
        return seen.OutOfOrder + seen.Closed;
    }

    private static void Configure(GatewayFile file) => file
        .Route("live", "/live", "live").Route("pub", "/pub").Policy("live", new() { ["WakeOn"] = new JsonArray("/pub") })
        .Route("each", "/each/{name}", "each").Policy("each", new() { ["Poll"] = new JsonObject { ["Interval"] = "00:00:01" } });
}
