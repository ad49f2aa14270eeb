using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>What it costs to bring one change to ten thousand streams, beside the servers that do nothing else.</summary>
internal static class FanOutBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        await LoadTools.BuildAsync();
        var peers = FanOutPeer.Of(options);
        var figures = new Dictionary<(string Peer, FanOutPhase Phase), FanOutFigures>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var peer in peers)
            {
                await log.WriteLineAsync($"fanout: round {round} of {options.Rounds}, {peer.Name}");
                await FanOutRun.MeasureAsync(peer, options, phase => Figures(peer.Name, phase));
            }
        }

        var report = await Report.StartAsync("Fan-out: one change to many streams", "fanout", options, Peer.Nginx, Peer.Nchan, Peer.Pushpin);
        FanOutReport.Write(report, peers, Figures);
        return report.ToString();

        FanOutFigures Figures(string peer, FanOutPhase phase)
        {
            if (!figures.TryGetValue((peer, phase), out var found)) figures.Add((peer, phase), found = new());
            return found;
        }
    }
}
