using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Polling;

/// <summary>One gateway: first requests that it proxies, then as many polls that it makes itself.</summary>
internal static class PollingRun
{
    // As many URLs as a connection may name.
    private const int UrlsPerConnection = 100;
    private const string Plain = "/doc/plain";

    public static async Task MeasureAsync(GatewayVariant variant, int resources, TimeSpan interval, BenchmarkOptions options, PollingFigures figures)
    {
        await using var gateway = await GatewayServer.StartAsync(variant, file => file
            .Route("plain", Plain).Route("watched", "/doc/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = interval.ToString("c") } }));
        var (perSecond, time) = ((int)(resources / interval.TotalSeconds), interval * options.Choose(3, 1));
        var tag = await PageTag.OfAsync(gateway.Port, Plain);
        await Paced.RunAsync(gateway.Port, Plain, tag, perSecond, TimeSpan.FromSeconds(options.Choose(10, 2)));

        var processes = gateway.Processes;
        var before = CpuTime.Of(processes);
        var seen = await Paced.RunAsync(gateway.Port, Plain, tag, perSecond, time);
        figures.CpuPerRequest.Add((CpuTime.Of(processes) - before).Per(seen.Requests));
        figures.RequestsPerSecond.Add(seen.Requests / seen.Seconds);

        var connections = resources / UrlsPerConnection;
        await using var streams = await StreamClient.OpenAsync(new(gateway.Port, "/_comet/stream?%u", connections) { Urls = UrlsPerConnection, Each = "/doc/r%n" });
        // The first two rounds of polls: they bring the pages, and what is made of an answer is compiled.
        await Pause.ForAsync(interval * 2);
        await gateway.Site.ResetAsync();
        before = CpuTime.Of(processes);
        await Pause.ForAsync(time);
        var cpu = CpuTime.Of(processes) - before;
        var polls = await gateway.Site.StatsAsync();
        figures.CpuPerPoll.Add(cpu.Per(polls.Requests));
        figures.PollsPerSecond.Add(polls.Requests / time.TotalSeconds);
        figures.Changed.Add((polls.Requests - polls.NotModified) * 100.0 / Math.Max(1, polls.Requests));
    }
}
