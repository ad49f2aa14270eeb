using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>What it costs to bring one change to ten thousand streams, beside the servers that do nothing else.</summary>
internal static class FanOutBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var peers = FanOutPeer.Of(options);
        var figures = await Rounds.RunAsync<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>>("fanout", options, log, peers, (peer, of) => FanOutRun.MeasureAsync(peer, options, of));
        var report = await Report.StartAsync("Fan-out: one change to many streams", "fanout", options, Peer.Nginx, Peer.Nchan, Peer.Pushpin);
        FanOutReport.Write(report, peers, figures);
        return report.ToString();
    }
}
