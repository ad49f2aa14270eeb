using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Polling;

/// <summary>One gateway: first the polls that it makes itself, then as many requests that it passes on.</summary>
internal static class PollingRun
{
    // As many URLs as a connection may name.
    private const int UrlsPerConnection = 100;
    private const string Plain = "/doc/plain";

    // Of which the requests' warm-up is made.
    private static readonly TimeSpan _slice = TimeSpan.FromSeconds(3);

    public static async Task MeasureAsync(GatewayVariant variant, int pages, TimeSpan interval, BenchmarkOptions options, TextWriter log, PollingFigures figures)
    {
        await using var gateway = await GatewayServer.StartAsync(variant, file => file
            .Route("plain", Plain).Route("watched", "/doc/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = interval.ToString("c") } }));
        var time = interval * options.Choose(2, 1);
        // Until all that runs has been compiled for good: some fifty thousand polls, and requests until they do not get cheaper.
        await PollAsync(gateway, pages, interval * options.Choose(5, 2), time, figures);
        await RequestAsync(gateway, (int)(pages / interval.TotalSeconds), new(options.Choose(5, 2), options.Choose(20, 2)), time, log, figures);
    }

    private static async Task PollAsync(GatewayServer gateway, int pages, TimeSpan warmUp, TimeSpan time, PollingFigures figures)
    {
        await using var streams = await StreamClient.OpenAsync(
            new(gateway.Port, "/_comet/stream?%u", pages / UrlsPerConnection) { Urls = UrlsPerConnection, Each = "/doc/r%n" });
        await Pause.ForAsync(warmUp);
        await gateway.Site.ResetAsync();
        var before = CpuTime.Of(gateway.Processes);
        await Pause.ForAsync(time);
        var cpu = CpuTime.Of(gateway.Processes) - before;
        var polls = await gateway.Site.StatsAsync();
        figures.CpuPerPoll.Add(cpu.Per(polls.Requests));
        figures.PollsPerSecond.Add(polls.Requests / time.TotalSeconds);
        figures.Changed.Add((polls.Requests - polls.NotModified) * 100.0 / Math.Max(1, polls.Requests));
    }

    private static async Task RequestAsync(GatewayServer gateway, int perSecond, WarmUp warmUp, TimeSpan time, TextWriter log, PollingFigures figures)
    {
        var tag = await PageTag.OfAsync(gateway.Port, Plain);
        // Meanwhile the pages that nobody watches any more come to rest.
        var slices = await warmUp.RunAsync(() => SliceAsync(_slice), slice => slice.Cpu);
        await log.WriteLineAsync($"  requests, warm-up, µs/request: {string.Join(' ', slices.Select(slice => $"{slice.Cpu:0.0}"))}");
        await gateway.Site.ResetAsync();
        var (cpu, seen) = await SliceAsync(time);
        figures.CpuPerRequest.Add(cpu);
        figures.RequestsPerSecond.Add(seen.Requests / seen.Seconds);
        figures.Passed.Add((await gateway.Site.StatsAsync()).NotModified * 100.0 / seen.Requests);

        async Task<(double Cpu, PacedReport Seen)> SliceAsync(TimeSpan length)
        {
            var before = CpuTime.Of(gateway.Processes);
            var report = await Paced.RunAsync(gateway.Port, Plain, tag, perSecond, length);
            return ((CpuTime.Of(gateway.Processes) - before).Per(report.Requests), report);
        }
    }
}
