using System.Globalization;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Memory;

/// <summary>What an idle stream weighs, and what a held poll does.</summary>
internal static class MemoryBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        // 20,000 descriptors are what a process may have here.
        var (streams, held) = (options.Choose(18_000, 2_000), options.Choose(10_000, 1_000));
        IReadOnlyList<IdlePeer> idle = [IdlePeer.Nchan, .. options.Variants.Select(IdlePeer.Gateway)];
        IReadOnlyList<IdlePeer> holding = [.. options.Variants.SelectMany(IdlePeer.Held)];
        var (warmChanges, changes) = (options.Choose(500, 100), options.Choose(20, 5));
        var figures = await Rounds.RunAsync<IdlePeer, IdleFigures>(
            "memory", options, log, [.. idle, .. holding],
            (peer, of) => holding.Contains(peer) ? IdleRun.MeasureAsync(peer, held, warmChanges, changes, of) : IdleRun.MeasureAsync(peer, streams, warmChanges, changes: 0, of));
        var report = await Report.StartAsync("Memory: idle streams and held polls", "memory", options, Peer.Nginx, Peer.Nchan);
        report.Heading("Idle streams").Paragraph(
            $"{Text(streams)} event streams of one page that have been at rest for 12 seconds, on a server that has served a few hundred before. Bytes are the proportional set size (Pss) of the server's processes after a full collection, "
            + "less what it was before the streams came, for each stream. What the kernel keeps for a connection, about 10 KB with any server, is not in it. As it rests: the same before that collection; the gateway has given memory back by itself by then.");
        report.Table(Idle(idle, figures)).Paragraph("Goal: no more than nchan; 1 KB at most where streams are handed off.");
        report.Heading("Held polls").Paragraph(
            $"{Text(held)} clients of one page, on connections that stay open: as streams; as long polls; as ordinary conditional polls that the gateway holds. Then the page changes, "
            + "again as soon as every client has the change; each poll is answered with the page (256 bytes) and asked anew. CPU is that of the gateway, in µs, for each client and change; latency is in ms.");
        report.Table(Held(holding, figures));
        return report.ToString();
    }

    private static MarkdownTable Idle(IReadOnlyList<IdlePeer> peers, IReadOnlyDictionary<IdlePeer, IdleFigures> figures)
    {
        var table = new MarkdownTable(1, "server", "bytes/stream", "as it rests", "server alone, MiB", "CPU to open one, µs", "bytes/stream ÷ nchan");
        var nchan = figures[peers[0]];
        foreach (var peer in peers)
        {
            var one = figures[peer];
            var ratio = ReferenceEquals(peer, peers[0]) ? Figures.None : one.PerStream.Over(nchan.PerStream).Ratio(atMost: peer.MostBytes is null ? 1 : null);
            var bytes = peer.MostBytes is { } most ? one.PerStream.AtMost(most, "N0") : one.PerStream.Text("N0");
            table.Add(peer.Name, bytes, one.Uncollected.Text("N0"), one.Base.Text("0"), one.CpuPerOpening.Text("0"), ratio);
        }

        return table;
    }

    private static MarkdownTable Held(IReadOnlyList<IdlePeer> peers, IReadOnlyDictionary<IdlePeer, IdleFigures> figures)
    {
        var table = new MarkdownTable(1, "clients", "bytes/client", "as it rests", "CPU/delivery", "p99", "missing or unasked", "bytes ÷ streams", "CPU ÷ streams");
        var streams = figures[peers[0]];
        foreach (var peer in peers)
        {
            if (!peer.IsPolling) streams = figures[peer];
            var one = figures[peer];
            table.Add(
                peer.Name, one.PerStream.Text("N0"), one.Uncollected.Text("N0"), one.CpuPerDelivery.Text("0.0"), one.P99.Text("0"), one.Wrong.Text("N0"),
                peer.IsPolling ? one.PerStream.Over(streams.PerStream).Ratio() : Figures.None, peer.IsPolling ? one.CpuPerDelivery.Over(streams.CpuPerDelivery).Ratio() : Figures.None);
        }

        return table;
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
