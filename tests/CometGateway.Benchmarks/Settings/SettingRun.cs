using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;
using CometGateway.TestKit;

namespace CometGateway.Benchmarks.Settings;

/// <summary>One gateway from its start: the first change, the crowd's arrival, cold, warm, at rest.</summary>
internal static class SettingRun
{
    private const double Mebibyte = 1024 * 1024;
    private const int Small = 256;
    private const int Large = 4096;

    public static async Task MeasureAsync(RuntimeSetting setting, string program, int streams, BenchmarkOptions options, SettingFigures figures)
    {
        using var folder = new TempFolder();
        var isAlone = setting.Cores == 1;
        var started = TimeProvider.System.GetTimestamp();
        await using var server = await GatewayServer.StartFanOutAsync(setting.VariantOf(program), [], isAlone ? Pinned.ServerCore : null);
        var plan = new StreamPlan(server.Port, server.SubscribePath, Streams: 1) { Progress = folder["progress"] };
        var publisher = new Publisher(server, plan.Progress);
        await using (await OpenAsync(plan)) await publisher.SaturateAsync(1, Small, streams: 1, window: 1);
        figures.FirstChange.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);

        var before = CpuTime.Of(server.Processes);
        await using var crowd = await OpenAsync(plan with { Streams = streams });
        figures.Opening.Add((CpuTime.Of(server.Processes) - before).Per(streams));
        await publisher.SaturateAsync(2, Small, streams, window: 1);
        var wrong = await DeliverAsync(options.Choose(20, 4), Small, figures.Cold, latency: null);
        await publisher.SaturateAsync(options.Choose(200, 4), Small, streams, window: 1);
        wrong += await DeliverAsync(options.Choose(60, 4), Small, figures.Warm, figures.P99);
        wrong += await DeliverAsync(options.Choose(60, 4), Large, figures.WarmLarge, latency: null);
        figures.Wrong.Add(wrong);
        await server.CollectAsync();
        figures.Memory.Add(ProcessTree.Memory(server.Processes) / Mebibyte);
        figures.Peak.Add(ProcessTree.PeakMemory(server.Processes) / Mebibyte);

        Task<StreamClient> OpenAsync(StreamPlan which) => StreamClient.OpenAsync(which, isAlone ? Pinned.LoadCore : null);

        async Task<double> DeliverAsync(int changes, int bytes, Samples cpu, Samples? latency)
        {
            await crowd.PhaseAsync();
            var start = CpuTime.Of(server.Processes);
            var published = await publisher.SaturateAsync(changes, bytes, streams, window: 1);
            var used = CpuTime.Of(server.Processes) - start;
            var seen = await crowd.PhaseAsync();
            cpu.Add(used.Per(seen.Events));
            latency?.Add(seen.P99 / 1000);
            return published.Missing + seen.OutOfOrder + seen.Closed;
        }
    }
}
