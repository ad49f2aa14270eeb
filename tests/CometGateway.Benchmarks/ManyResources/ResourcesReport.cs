using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>The tables of the many resources.</summary>
internal static class ResourcesReport
{
    /// <summary>By chance the fullest of a hundred hundredths holds about twice its share of a thousand polls; three times its share does not happen in years.</summary>
    private const double MostInStep = 3;

    public static void Write(Report report, BenchmarkOptions options, IReadOnlyDictionary<GatewayVariant, FiguresBy<Crowd, ResourcesFigures>> figures)
    {
        var (many, single, one) = Crowd.Of(options);
        report.Paragraph(
            "Pages of 256 bytes that are another at every poll, polled once a second: every stream gets an event a second. One gateway has one crowd after the other, once it has run for so long that all is "
            + "compiled for good. CPU is that of the gateway, in µs, for each event that a stream received (a delivery): the poll is in it, a tenth of one where ten streams share it. Latency is from the site's answer to the "
            + "poll until the receipt, in ms.");
        report.Table(Deliveries([one, many, single], one, figures));
        report.Heading("Where the time goes").Paragraph(
            "From ten streams and one stream to a page: what a poll with its change costs the gateway, and what a delivery costs besides, in µs of CPU.");
        report.Table(Parts(many, single, one, figures));
        report.Heading("Polls in step").Paragraph(
            "The polls by the hundredth of the second in which they reach the site. The fullest hundredth, over its even share: all polls in step would make it 100; by chance it is about 2. "
            + "The busiest half of the second holds 50 % when they lie evenly.");
        report.Table(InStep([many, single], figures));
        report.Heading("Goals").Paragraph($"CPU per delivery with many pages ≤ 1.3 × that with one. The fullest hundredth ≤ {MostInStep} × its share.");
    }

    private static MarkdownTable Deliveries(Crowd[] crowds, Crowd one, IReadOnlyDictionary<GatewayVariant, FiguresBy<Crowd, ResourcesFigures>> figures)
    {
        var table = new MarkdownTable(2, "gateway", "pages × streams", "CPU/delivery", "deliveries/s", "polls/s", "p50", "p99", "skipped or wrong", "CPU/delivery ÷ one page");
        foreach (var (variant, by) in figures)
        {
            foreach (var crowd in crowds)
            {
                var of = by[crowd];
                var ratio = crowd == one ? Figures.None : of.CpuPerDelivery.Over(by[one].CpuPerDelivery).Ratio(atMost: crowd.StreamsEach == 1 ? null : 1.3);
                table.Add(
                    variant.Name, crowd.ToString(), of.CpuPerDelivery.Text("0.0"), of.DeliveriesPerSecond.Text("N0"), of.PollsPerSecond.Text("N0"), of.P50.Text("0.0"), of.P99.Text("0.0"),
                    of.Wrong.Text("N0"), ratio);
            }
        }

        return table;
    }

    private static MarkdownTable Parts(Crowd many, Crowd single, Crowd one, IReadOnlyDictionary<GatewayVariant, FiguresBy<Crowd, ResourcesFigures>> figures)
    {
        var table = new MarkdownTable(1, "gateway", "a poll and its change", "a delivery besides", "a delivery besides ÷ one page");
        foreach (var (variant, by) in figures)
        {
            // With n streams to a page an event costs delivery + poll / n, with one delivery + poll.
            var (polls, deliveries) = (new Samples(), new Samples());
            foreach (var (shared, alone) in by[many].CpuPerDelivery.Values.Zip(by[single].CpuPerDelivery.Values))
            {
                var poll = (alone - shared) * many.StreamsEach / (many.StreamsEach - 1);
                polls.Add(poll);
                deliveries.Add(alone - poll);
            }

            table.Add(variant.Name, polls.Text("0"), deliveries.Text("0.0"), deliveries.Over(by[one].CpuPerDelivery).Ratio());
        }

        return table;
    }

    private static MarkdownTable InStep(Crowd[] crowds, IReadOnlyDictionary<GatewayVariant, FiguresBy<Crowd, ResourcesFigures>> figures)
    {
        var table = new MarkdownTable(2, "gateway", "pages × streams", "fullest hundredth ÷ even share", "busiest half, %");
        foreach (var (variant, by) in figures)
        {
            foreach (var crowd in crowds) table.Add(variant.Name, crowd.ToString(), by[crowd].Fullest.Ratio(atMost: MostInStep), by[crowd].BusiestHalf.Times(100).Text("0"));
        }

        return table;
    }
}
