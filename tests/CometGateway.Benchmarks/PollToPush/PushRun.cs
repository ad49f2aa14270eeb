using System.Text.Json.Nodes;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.PollToPush;

/// <summary>One gateway under the published load, with nothing on a core of its own.</summary>
internal static class PushRun
{
    private const string Query = "?size=51200";
    private const int Checked = 5;
    private static readonly TimeSpan _betweenChecks = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(GatewayVariant variant, int resources, int streams, TimeSpan warmUp, TimeSpan time, PushFigures figures)
    {
        await using var gateway = await GatewayServer.StartAsync(
            variant, file => file.Route("each", "/each/{name}", "live").Policy("live", new() { ["Poll"] = new JsonObject { ["Interval"] = "00:00:00.500" } }), core: null);
        var plan = new StreamPlan(gateway.Port, $"/each/r%c{Query}&comet.events=json-patch", streams)
        {
            Names = resources,
            TimeMarks = ["\"t\":", "\"/t\",\"value\":"],
            VersionMarks = ["\"v\":", "\"/v\",\"value\":"],
            Limit = warmUp + time + TimeSpan.FromMinutes(2),
        };
        await using var crowd = await StreamClient.OpenAsync(plan, core: null);
        var pages = await OpenPagesAsync(gateway);
        try
        {
            await CheckAsync(gateway, pages, warmUp);
            foreach (var page in pages) page.Reset();
            await Task.WhenAll(crowd.PhaseAsync(), gateway.Site.ResetAsync());
            var before = (Gateway: CpuTime.Of(gateway.Processes), Client: CpuTime.Of(crowd.Processes), Site: CpuTime.Of(gateway.Site.Processes));
            await CheckAsync(gateway, pages, time);
            var (reading, counting) = (crowd.PhaseAsync(), gateway.Site.StatsAsync());
            var (seen, site) = (await reading, await counting);
            var cores = time * Environment.ProcessorCount / 100;
            figures.Gateway.Add((CpuTime.Of(gateway.Processes) - before.Gateway).Total / cores);
            figures.Client.Add((CpuTime.Of(crowd.Processes) - before.Client).Total / cores);
            figures.Site.Add((CpuTime.Of(gateway.Site.Processes) - before.Site).Total / cores);
            figures.CpuPerEvent.Add((CpuTime.Of(gateway.Processes) - before.Gateway).Per(seen.Events));
            figures.Delivered.Add(seen.Events * 100.0 / (site.Ok * (streams / resources)));
            Add(seen, figures);
            figures.Applied.Add(pages.Sum(page => page.Applied));
            figures.Compared.Add(pages.Sum(page => page.Compared));
        }
        finally
        {
            foreach (var page in pages) await page.DisposeAsync();
        }
    }

    private static void Add(StreamReport seen, PushFigures figures)
    {
        figures.EventsPerSecond.Add(seen.Events / seen.WindowSeconds);
        figures.BytesPerEvent.Add(seen.Bytes / (double)Math.Max(1, seen.Events));
        figures.P50.Add(seen.P50 / 1000);
        figures.P99.Add(seen.P99 / 1000);
        figures.Slowest.Add(seen.Slowest / 1000);
        figures.Wrong.Add(seen.Skipped + seen.Repeated + seen.OutOfOrder + seen.Closed);
    }

    private static async Task<List<PatchedPage>> OpenPagesAsync(GatewayServer gateway)
    {
        List<PatchedPage> pages = [];
        for (var i = 0; i < Checked; i++) pages.Add(await PatchedPage.OpenAsync(new($"http://127.0.0.1:{gateway.Port}/each/r{i}{Query}&comet.events=json-patch")));
        return pages;
    }

    /// <summary>Lets the time pass, and meanwhile has one page after the other compared with the site.</summary>
    private static async Task CheckAsync(GatewayServer gateway, List<PatchedPage> pages, TimeSpan time)
    {
        using var passing = new CancellationTokenSource(time);
        for (var i = 0; ; i = (i + 1) % pages.Count)
        {
            foreach (var page in pages) await page.CheckAsync();
            try
            {
                await Pause.ForAsync(_betweenChecks, passing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pages[i].Expect(await gateway.Site.NowAsync($"r{i}{Query}"));
        }
    }
}
