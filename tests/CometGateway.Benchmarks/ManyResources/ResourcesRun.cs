using System.Diagnostics;
using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>One gateway whose pages are polled once a second and are another each time, with one crowd after the other.</summary>
internal static class ResourcesRun
{
    public static async Task MeasureAsync(GatewayVariant variant, BenchmarkOptions options, FiguresBy<Crowd, ResourcesFigures> figures)
    {
        await using var gateway = await GatewayServer.StartAsync(
            variant, file => file.Route("each", "/each/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = "00:00:01" } }));
        var (many, single, one) = Crowd.Of(options);
        // At a thousand polls a second it takes half a minute until all that runs then has been compiled for good.
        await MeasureAsync(gateway, many, TimeSpan.FromSeconds(options.Choose(45, 3)), options, figures[many]);
        // Until the pages that nobody watches any more are polled no longer.
        var pause = TimeSpan.FromSeconds(options.Choose(8, 6));
        await MeasureAsync(gateway, single, pause, options, figures[single]);
        await MeasureAsync(gateway, one, pause, options, figures[one]);
    }

    private static async Task MeasureAsync(GatewayServer gateway, Crowd crowd, TimeSpan before, BenchmarkOptions options, ResourcesFigures figures)
    {
        await using var streams = await StreamClient.OpenAsync(new(gateway.Port, "/each/r%c?size=256", crowd.Streams) { Names = crowd.Pages });
        await Pause.ForAsync(before);
        var processes = gateway.Processes;
        await Task.WhenAll(streams.PhaseAsync(), gateway.Site.ResetAsync());
        var (cpuBefore, since) = (CpuTime.Of(processes), Stopwatch.GetTimestamp());
        await Pause.ForAsync(TimeSpan.FromSeconds(options.Choose(12, 3)));
        var (cpu, seconds) = (CpuTime.Of(processes) - cpuBefore, Stopwatch.GetElapsedTime(since).TotalSeconds);
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
