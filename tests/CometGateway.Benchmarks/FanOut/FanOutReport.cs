using System.Globalization;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.FanOut;

/// <summary>The tables of the fan-out.</summary>
internal static class FanOutReport
{
    public static void Write(Report report, IReadOnlyList<FanOutPeer> peers, IReadOnlyDictionary<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>> figures)
    {
        report.Paragraph(
            $"{peers[0].Streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of one page. w1: the next change is published when every stream has the last one; w8: eight may be "
            + "under way; paced: one every half second. CPU is that of the server's processes, in µs, for each event that a stream received (a delivery). Latency is from the publisher's POST "
            + "to the receipt, in ms. The gateway is fed as it is in front of a site: the change is written by a POST through the gateway, which wakes its poll of the page; so a proxied "
            + "request and a poll, or more, are in each change's cost. It may skip states under load where the newest one is what counts: where it did, "
            + "the CPU for each change that a stream got to, skipped ones included, is the second column. Each server goes through all of it once before it is measured.");
        foreach (var phase in FanOutPhase.All)
        {
            report.Heading(phase.ToString());
            report.Table(phase.IsPaced ? Paced(phase, peers, figures) : Saturated(phase, peers, figures));
        }

        report.Heading("Goals");
        report.Paragraph("Against nchan: CPU per delivery ≤ 1.00 × on any path, ≤ 0.75 × where the stream is handed off and written straight to its socket; paced p99 ≤ 0.80 ×.");
    }

    private static MarkdownTable Saturated(FanOutPhase phase, IReadOnlyList<FanOutPeer> peers, IReadOnlyDictionary<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>> figures)
    {
        var table = new MarkdownTable(1, "server", "CPU/delivery", "CPU/change", "of it user", "changes/s", "p50", "p99", "lost or wrong", "CPU/delivery ÷ nchan", "CPU/change ÷ nchan");
        var nchan = figures[peers[0]][phase];
        foreach (var peer in peers)
        {
            var one = figures[peer][phase];
            table.Add(
                peer.Name, one.CpuPerDelivery.Text("0.0"), one.CpuPerChange.Text("0.0"), one.UserPerDelivery.Text("0.0"), one.ChangesPerSecond.Text("N0"), one.P50.Text("0"), one.P99.Text("0"),
                one.Wrong.Text("N0"), Ratio(peer, one.CpuPerDelivery.Over(nchan.CpuPerDelivery), Goal(peer)), Ratio(peer, one.CpuPerChange.Over(nchan.CpuPerChange), atMost: null));
        }

        return table;
    }

    private static MarkdownTable Paced(FanOutPhase phase, IReadOnlyList<FanOutPeer> peers, IReadOnlyDictionary<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>> figures)
    {
        var table = new MarkdownTable(1, "server", "p50", "p99", "last stream", "CPU/delivery", "lost or wrong", "p99 ÷ nchan", "CPU/delivery ÷ nchan");
        var nchan = figures[peers[0]][phase];
        foreach (var peer in peers)
        {
            var one = figures[peer][phase];
            table.Add(
                peer.Name, one.P50.Text("0.0"), one.P99.Text("0.0"), one.Last.Text("0.0"), one.CpuPerDelivery.Text("0.0"), one.Wrong.Text("N0"),
                Ratio(peer, one.P99.Over(nchan.P99), 0.8), Ratio(peer, one.CpuPerDelivery.Over(nchan.CpuPerDelivery), atMost: null));
        }

        return table;
    }

    private static double Goal(FanOutPeer peer) => peer.Name.EndsWith(GatewayVariant.HandedOff.Name, StringComparison.Ordinal) ? 0.75 : 1;

    // Goals are ours; the others' ratios are only to look at.
    private static string Ratio(FanOutPeer peer, Samples ratios, double? atMost) =>
        peer.Name == FanOutPeer.Nchan ? Figures.None : ratios.Ratio(peer.IsOurs ? atMost : null);
}
