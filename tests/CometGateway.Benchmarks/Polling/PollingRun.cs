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

    public static async Task MeasureAsync(GatewayVariant variant, int pages, TimeSpan interval, BenchmarkOptions options, PollingFigures figures)
    {
        await using var gateway = await GatewayServer.StartAsync(variant, file => file
            .Route("plain", Plain).Route("watched", "/doc/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = interval.ToString("c") } }));
        var time = interval * options.Choose(2, 1);
        // Until all that runs has been compiled for good: some fifty thousand polls, and fewer requests, as they have much in common.
        await PollAsync(gateway, pages, interval * options.Choose(5, 2), time, figures);
        await RequestAsync(gateway, (int)(pages / interval.TotalSeconds), TimeSpan.FromSeconds(options.Choose(15, 6)), time, figures);
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

    private static async Task RequestAsync(GatewayServer gateway, int perSecond, TimeSpan warmUp, TimeSpan time, PollingFigures figures)
    {
        var tag = await PageTag.OfAsync(gateway.Port, Plain);
        // Meanwhile the pages that nobody watches any more come to rest.
        await Paced.RunAsync(gateway.Port, Plain, tag, perSecond, warmUp);
        await gateway.Site.ResetAsync();
        var before = CpuTime.Of(gateway.Processes);
        var seen = await Paced.RunAsync(gateway.Port, Plain, tag, perSecond, time);
        figures.CpuPerRequest.Add((CpuTime.Of(gateway.Processes) - before).Per(seen.Requests));
        figures.RequestsPerSecond.Add(seen.Requests / seen.Seconds);
        figures.Passed.Add((await gateway.Site.StatsAsync()).NotModified * 100.0 / seen.Requests);
    }
}
