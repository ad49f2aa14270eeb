using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>One proxy, from its start to its end, with every kind of request.</summary>
internal static class ProxyRun
{
    public static async Task MeasureAsync(ProxyPeer peer, BenchmarkOptions options, FiguresBy<ProxyCase, ProxyFigures> figures)
    {
        await using var server = await peer.StartAsync();
        foreach (var one in ProxyCase.All)
        {
            string[] headers = one.IsConditional ? [$"If-None-Match: {await PageTag.OfAsync(server.Port, one.Path)}"] : [];
            await Wrk.RunAsync(server.Port, one.Path, TimeSpan.FromSeconds(options.Choose(5, 2)), headers: headers);
            await server.Site.ResetAsync();
            var processes = server.Processes;
            var before = CpuTime.Of(processes);
            var seen = await Wrk.RunAsync(server.Port, one.Path, TimeSpan.FromSeconds(options.Choose(6, 2)), headers: headers);
            var cpu = CpuTime.Of(processes) - before;
            var site = await server.Site.StatsAsync();
            var of = figures[one];
            of.CpuPerRequest.Add(cpu.Per(seen.Requests));
            of.PerSecond.Add(seen.PerSecond);
            of.P50.Add(seen.P50);
            of.P99.Add(seen.P99);
            of.SiteShare.Add(site.Requests / seen.Requests);
        }
    }
}
