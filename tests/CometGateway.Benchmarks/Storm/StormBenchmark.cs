using System.Globalization;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Storm;

/// <summary>Everybody comes at once, as after a restart.</summary>
internal static class StormBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var clients = options.Choose(18_000, 3_000);
        var peers = StormPeer.Of(options);
        var figures = await Rounds.RunAsync<StormPeer, StormFigures>("storm", options, log, peers, (peer, of) => StormRun.MeasureAsync(peer, clients, of));
        var report = await Report.StartAsync("Storm: everybody connects at once", "storm", options, Peer.Nginx, Peer.Nchan);
        report.Paragraph(
            $"{clients.ToString("N0", CultureInfo.InvariantCulture)} clients connect to a server that has just started and has the state (4 KiB) of one page; until every one of them has it. "
            + "No client waits for another, so the kernel's queue of connections overflows as it would. CPU is that of the server; peak memory is the most that was ever resident "
            + "(VmHWM, summed over the server's processes; the gateway's includes its code that has just been compiled), and growth what of it came with the storm.");
        return report.Table(Table(peers, figures)).ToString();
    }

    private static MarkdownTable Table(IReadOnlyList<StormPeer> peers, IReadOnlyDictionary<StormPeer, StormFigures> figures)
    {
        var table = new MarkdownTable(1, "server", "seconds", "CPU/client, µs", "peak, MiB", "growth, MiB", "clients without it", "seconds ÷ nchan", "CPU ÷ nchan", "peak ÷ nchan");
        var nchan = figures[peers[0]];
        foreach (var peer in peers)
        {
            var one = figures[peer];
            var isNchan = ReferenceEquals(one, nchan);
            table.Add(
                peer.Name, one.Seconds.Text("0.00"), one.CpuPerClient.Text("0"), one.Peak.Text("0"), one.Growth.Text("0"), one.Failed.Text("0"),
                isNchan ? Figures.None : one.Seconds.Over(nchan.Seconds).Ratio(),
                isNchan ? Figures.None : one.CpuPerClient.Over(nchan.CpuPerClient).Ratio(),
                isNchan ? Figures.None : one.Peak.Over(nchan.Peak).Ratio());
        }

        return table;
    }
}
