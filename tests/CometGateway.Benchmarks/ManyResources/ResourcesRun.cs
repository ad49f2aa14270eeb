using System.Diagnostics;
using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>Resources that are polled once a second and are another each time, with their streams.</summary>
internal static class ResourcesRun
{
    public static async Task MeasureAsync(ResourcesPeer peer, BenchmarkOptions options, ResourcesFigures figures)
    {
        await using var gateway = await GatewayServer.StartAsync(
            peer.Variant, file => file.Route("each", "/each/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = "00:00:01" } }));
        await using var streams = await StreamClient.OpenAsync(new(gateway.Port, "/each/r%c?size=256", peer.Streams) { Names = peer.Resources });
        // Until what runs all the time has been compiled for it.
        await Pause.ForAsync(TimeSpan.FromSeconds(options.Choose(10, 3)));

        var processes = gateway.Processes;
        await Task.WhenAll(streams.PhaseAsync(), gateway.Site.ResetAsync());
        var (before, since) = (CpuTime.Of(processes), Stopwatch.GetTimestamp());
        await Pause.ForAsync(TimeSpan.FromSeconds(options.Choose(12, 3)));
        var (cpu, seconds) = (CpuTime.Of(processes) - before, Stopwatch.GetElapsedTime(since).TotalSeconds);
        var seen = await streams.PhaseAsync();
        var (polls, times) = (await gateway.Site.StatsAsync(), new PollTimes(await gateway.Site.TimesAsync()));
        figures.CpuPerDelivery.Add(cpu.Per(seen.Events));
        figures.DeliveriesPerSecond.Add(seen.Events / seconds);
        figures.PollsPerSecond.Add(polls.Requests / seconds);
        figures.P50.Add(seen.P50 / 1000);
        figures.P99.Add(seen.P99 / 1000);
        figures.Wrong.Add(seen.Skipped + seen.Repeated + seen.OutOfOrder + seen.Closed);
        figures.Fullest.Add(times.Fullest);
        figures.BusiestHalf.Add(times.BusiestHalf);
    }
}
