using System.Globalization;
using CometGateway.Benchmarks.FanOut;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Compressed;

/// <summary>What a coding costs where each change is compressed once for all, in the fan-out's own runs.</summary>
internal static class CompressedBenchmark
{
    private const double MostOfPlain = 1.1;
    private static readonly FanOutPhase[] _phases = [new(0, 256), new(0, 4096), new(1, 256), new(1, 4096)];

    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var pairs = options.Variants.Select(variant => (Plain: PeerOf(variant, coding: null, options), Coded: PeerOf(variant, "gzip", options))).ToList();
        var figures = await Rounds.RunAsync<FanOutPeer, FiguresBy<FanOutPhase, FanOutFigures>>(
            "compressed", options, log, [.. pairs.SelectMany(pair => (FanOutPeer[])[pair.Plain, pair.Coded])], (peer, of) => FanOutRun.MeasureAsync(peer, options, of));
        var report = await Report.StartAsync("Compressed streams: one change to many", "compressed", options);
        report.Paragraph(
            $"{pairs[0].Plain.Streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of one page. paced: a change every half second; w1: the next change is published when every stream has the last one. The bodies are rows of numbers. "
            + "The client reads one stream in 17 as one gzip file, with its sum, and of the others it unpacks each piece once for all that were sent the same bytes: a server that waits for the load to unpack 10,000 streams is not measured under load. It counts the events in what comes of it; a stream that cannot be unpacked would be closed, and count as wrong, as does an event that has not come when nothing has for two seconds. Latency is from the publisher's POST to the receipt, in ms, with what the client unpacked before it came to that stream. CPU is that of the gateway, in µs "
            + "for each event that a stream received; polling, comparing and compressing are in it. gzip is the dearer coding of the two: its streams sum up what they sent, where br has no sums.");
        foreach (var phase in _phases)
        {
            report.Heading(phase.ToString());
            var table = new MarkdownTable(1, "gateway", "CPU/delivery", "of it user", "bytes/delivery", "p50", "p99", "lost or wrong", "CPU ÷ plain", "bytes ÷ plain");
            foreach (var (plain, coded) in pairs)
            {
                Add(table, plain.Name, figures[plain][phase], null);
                Add(table, coded.Name, figures[coded][phase], figures[plain][phase]);
            }

            report.Table(table);
        }

        return report.ToString();
    }

    private static FanOutPeer PeerOf(GatewayVariant variant, string? coding, BenchmarkOptions options) =>
        new($"{variant.Name}, {coding ?? "plain"}", options.Choose(10_000, 1_000), options.Choose(400_000, 20_000), IsOurs: true, () => GatewayServer.StartFanOutAsync(variant))
        {
            Phases = _phases, Coding = coding, IsText = true,
        };

    private static void Add(MarkdownTable table, string name, FanOutFigures one, FanOutFigures? plain) => table.Add(
        name, one.CpuPerDelivery.Text("0.0"), one.UserPerDelivery.Text("0.0"), one.BytesPerDelivery.Text("N0"), one.P50.Text("0"), one.P99.Text("0"), one.Wrong.Text("N0"),
        plain is null ? Figures.None : one.CpuPerDelivery.Over(plain.CpuPerDelivery).Ratio(MostOfPlain),
        plain is null ? Figures.None : one.BytesPerDelivery.Over(plain.BytesPerDelivery).Ratio());
}
