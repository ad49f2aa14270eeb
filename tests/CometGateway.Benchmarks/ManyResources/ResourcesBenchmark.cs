using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>What a delivery costs when it is one of few of a resource, and not one of ten thousand.</summary>
internal static class ResourcesBenchmark
{
    /// <summary>By chance alone the fullest of a hundred hundredths holds about twice its share of a thousand polls; three times does not happen in years.</summary>
    private const double MostInStep = 3;

    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var (resources, streams) = (options.Choose(1_000, 100), 10);
        var peers = options.Variants.SelectMany(variant => new ResourcesPeer[] { new(variant, 1, resources * streams), new(variant, resources, streams), new(variant, resources, 1) }).ToList();
        var figures = await Rounds.RunAsync<ResourcesPeer, ResourcesFigures>("resources", options, log, peers, (peer, of) => ResourcesRun.MeasureAsync(peer, options, of));

        var report = await Report.StartAsync("Many resources: a thousand pages with ten streams each", "resources", options);
        report.Paragraph(
            "Pages of 256 bytes that are another at every poll, polled once a second: every stream gets an event a second. CPU is that of the gateway, in µs, for each event that a stream received: a poll costs "
            + "as much for ten streams as for ten thousand, so its share is in it. The rows with one stream for each page tell how much of it that is. Latency is from the site's answer to the poll until "
            + "the receipt, in ms; with one page ten thousand streams are written to at once.");
        report.Table(Deliveries(peers, figures));
        report.Heading("Where the time goes").Paragraph(
            "From the rows with ten streams and with one: what a poll with its change costs the gateway, and what a delivery costs besides, in µs of CPU. "
            + "A delivery to ten thousand is compared with its poll left in, which is a ten thousandth of it.");
        report.Table(Parts(peers, figures));
        report.Heading("Polls in step").Paragraph(
            "The polls by the hundredth of the second in which they reach the site. The fullest hundredth, over its even share: all polls in step would make it 100; by chance it is about 2. "
            + "The share of the busiest half of the second is 50 % when they lie evenly.");
        report.Table(InStep(peers, figures));
        report.Heading("Goals").Paragraph($"CPU per delivery with many resources ≤ 1.3 × that with one. The fullest hundredth ≤ {MostInStep} × its share.");
        return report.ToString();
    }

    private static MarkdownTable Deliveries(List<ResourcesPeer> peers, IReadOnlyDictionary<ResourcesPeer, ResourcesFigures> figures)
    {
        var table = new MarkdownTable(1, "gateway, pages × streams", "CPU/delivery", "deliveries/s", "polls/s", "p50", "p99", "skipped or wrong", "CPU/delivery ÷ one page");
        foreach (var peer in peers)
        {
            var one = figures[peer];
            var ratios = one.CpuPerDelivery.Over(figures[peer.With(1, peers[0].Streams)].CpuPerDelivery);
            var ratio = peer.Resources == 1 ? Figures.None : ratios.Ratio(atMost: peer.StreamsEach == 1 ? null : 1.3);
            table.Add(
                peer.Name, one.CpuPerDelivery.Text("0.0"), one.DeliveriesPerSecond.Text("N0"), one.PollsPerSecond.Text("N0"), one.P50.Text("0.0"), one.P99.Text("0.0"), one.Wrong.Text("N0"), ratio);
        }

        return table;
    }

    private static MarkdownTable Parts(List<ResourcesPeer> peers, IReadOnlyDictionary<ResourcesPeer, ResourcesFigures> figures)
    {
        var table = new MarkdownTable(1, "gateway", "a poll and its change", "a delivery besides", "a delivery besides ÷ one page");
        foreach (var peer in peers.Where(peer => peer is { Resources: > 1, StreamsEach: > 1 }))
        {
            var (many, few, one) = (figures[peer].CpuPerDelivery, figures[peer.With(peer.Resources, 1)].CpuPerDelivery, figures[peer.With(1, peer.Streams)].CpuPerDelivery);
            // many = delivery + poll / n, few = delivery + poll.
            var (polls, deliveries) = (new Samples(), new Samples());
            foreach (var (ten, single) in many.Values.Zip(few.Values))
            {
                polls.Add((single - ten) * peer.StreamsEach / (peer.StreamsEach - 1));
                deliveries.Add(ten - (polls.Values[^1] / peer.StreamsEach));
            }

            table.Add(peer.Variant.Name, polls.Text("0"), deliveries.Text("0.0"), deliveries.Over(one).Ratio());
        }

        return table;
    }

    private static MarkdownTable InStep(List<ResourcesPeer> peers, IReadOnlyDictionary<ResourcesPeer, ResourcesFigures> figures)
    {
        var table = new MarkdownTable(1, "gateway, pages × streams", "fullest hundredth ÷ even share", "busiest half, %");
        foreach (var peer in peers.Where(peer => peer.Resources > 1))
            table.Add(peer.Name, figures[peer].Fullest.Ratio(atMost: MostInStep), figures[peer].BusiestHalf.Times(100).Text("0"));
        return table;
    }
}
