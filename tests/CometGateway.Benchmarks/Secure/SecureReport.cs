using System.Globalization;
using CometGateway.Benchmarks.FanOut;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Secure;

/// <summary>The tables of the fan-out within TLS.</summary>
internal static class SecureReport
{
    private const double MostOfNchan = 1;

    public static void Write(
        Report report, IReadOnlyList<FanOutPhase> phases, IReadOnlyList<SecurePair> pairs, IReadOnlyDictionary<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>> figures)
    {
        report.Paragraph(
            $"{pairs[0].Nchan.Streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of one page, each on a connection of its own within TLS, as of as many browsers; over HTTP/2 it is the only stream of its "
            + "connection. Both servers have the same certificate (ECDSA, P-256) and speak both protocols on that port; the client offers one of them by ALPN, and one cipher suite. w1: the next change is published when every "
            + "stream has the last one; paced: one every half second. CPU is that of the server's processes, in µs, for each event that a stream received (a delivery); a stream may skip states under load, and where one did, the CPU for "
            + "each change that a stream got to, skipped ones included, is the second column. Latency is from the publisher's POST to the receipt, in ms, with decryption. Publishing, the site behind the gateway and its polls are plain "
            + "HTTP/1.1, and are in each change's cost as in `fanout`. Each server goes through all of it once before it is measured.");
        foreach (var phase in phases)
        {
            report.Heading(phase.ToString());
            var table = new MarkdownTable(1, "server", "CPU/delivery", "CPU/change", "of it user", "changes/s", "p50", "p99", "lost or wrong", "CPU/delivery ÷ nchan", "p99 ÷ nchan");
            foreach (var (nchan, ours) in pairs)
            {
                Add(table, nchan.Name, figures[nchan][phase], null);
                Add(table, ours.Name, figures[ours][phase], figures[nchan][phase]);
            }

            report.Table(table);
        }

        report.Heading("At rest").Paragraph(
            "What each stream added to the server's memory before any of the phases, after 12 seconds at rest: the proportional set size (Pss) of its processes after a full collection. What the kernel keeps for a connection is not in it.");
        var rest = new MarkdownTable(1, "server", "bytes/stream", "÷ nchan");
        foreach (var (nchan, ours) in pairs)
        {
            var (theirs, own) = (figures[nchan][phases[0]].BytesPerStream, figures[ours][phases[0]].BytesPerStream);
            rest.Add(nchan.Name, theirs.Text("N0"), Figures.None);
            rest.Add(ours.Name, own.Text("N0"), own.Over(theirs).Ratio(MostOfNchan));
        }

        report.Table(rest);
        report.Heading("Agreed on");
        var agreed = new MarkdownTable(2, "server", "TLS version, cipher suite, protocol");
        foreach (var peer in pairs.SelectMany(pair => (FanOutPeer[])[pair.Nchan, pair.Ours])) agreed.Add(peer.Name, string.Join("; ", figures[peer][phases[0]].Agreed));
        report.Table(agreed);
        report.Heading("Goals");
        report.Paragraph("Against nchan over the same protocol: CPU per delivery and memory at rest ≤ 1.00 ×.");
    }

    private static void Add(MarkdownTable table, string name, FanOutFigures one, FanOutFigures? nchan) => table.Add(
        name, one.CpuPerDelivery.Text("0.0"), one.CpuPerChange.Text("0.0"), one.UserPerDelivery.Text("0.0"), one.ChangesPerSecond.Text("N0"), one.P50.Text("0"), one.P99.Text("0"), one.Wrong.Text("N0"),
        nchan is null ? Figures.None : one.CpuPerDelivery.Over(nchan.CpuPerDelivery).Ratio(MostOfNchan),
        nchan is null ? Figures.None : one.P99.Over(nchan.P99).Ratio());
}
