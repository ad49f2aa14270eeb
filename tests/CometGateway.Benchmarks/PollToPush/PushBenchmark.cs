using System.Globalization;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.PollToPush;

/// <summary>The one published benchmark of a gateway that polls and pushes, in its own shape.</summary>
internal static class PushBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var (resources, streams) = (options.Choose(100, 20), options.Choose(3_000, 200));
        var (warmUp, time) = (TimeSpan.FromSeconds(options.Choose(60, 5)), options.Minutes(real: 5, quick: 0.2));
        var figures = await Rounds.RunAsync<GatewayVariant, PushFigures>(
            "polltopush", options, log, options.Variants, (variant, of) => PushRun.MeasureAsync(variant, resources, streams, warmUp, time, of));

        var report = await Report.StartAsync("Poll to push: 3,000 streams over 100 pages of 50 KB", "polltopush", options, "everything on the same two cores, as it falls");
        report.Paragraph(
            $"{Text(streams)} event streams over {Text(resources)} pages of 50 KB (JSON, about 800 rows), each polled every 500 ms over HTTP. At every poll a fifth of the rows has another price and quantity, and the streams get "
            + $"a JSON Patch (`comet.events=json-patch`). Measured for {time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min, after {warmUp.TotalSeconds} s to warm up. "
            + "The site writes the time into the page when it has read a poll's request and makes the answer that shows the new state; the latency, in ms, is from there until the client has read the bytes in which the event ends. "
            + "Both ends of a poll, the comparison, the patch and every write are in it. Each page counts its states, so a stream that missed one, got one twice or got an older one is seen; "
            + "the shares of delivered events are of those that the site's answers to polls should have become. Five more streams are read by a client that applies every patch to the state before; one of them a second is compared with the page as the site has it.");
        report.Table(Delivered(options.Variants, figures)).Table(Work(options.Variants, figures));
        report.Paragraph(
            "As published for Axway Streams (a gateway that polls and pushes; a cluster, with the load elsewhere): 5,455 events/s, p99 21 ms, slowest 250 ms, over 5 minutes. "
            + "Goal: about 6,000 events/s, nothing lost, p99 ≤ 50 ms with the load on the same two cores; 21 ms is aimed at.");
        return report.ToString();
    }

    private static MarkdownTable Delivered(IReadOnlyList<GatewayVariant> variants, IReadOnlyDictionary<GatewayVariant, PushFigures> figures)
    {
        var table = new MarkdownTable(1, "gateway", "events/s", "delivered, %", "lost, repeated or wrong", "p50", "p99", "slowest", "patches applied", "compared with the site");
        foreach (var variant in variants)
        {
            var of = figures[variant];
            table.Add(
                variant.Name, of.EventsPerSecond.Text("N0"), of.Delivered.Text("0.00"), of.Wrong.Text("N0"), of.P50.Text("0.0"), of.P99.AtMost(50, "0.0"), of.Slowest.Text("0"),
                of.Applied.Text("N0"), of.Compared.Text("N0"));
        }

        return table;
    }

    private static MarkdownTable Work(IReadOnlyList<GatewayVariant> variants, IReadOnlyDictionary<GatewayVariant, PushFigures> figures)
    {
        var table = new MarkdownTable(1, "gateway", "bytes/event", "CPU/event, µs", "of both cores, %: gateway", "streams' client", "site");
        foreach (var variant in variants)
        {
            var of = figures[variant];
            table.Add(variant.Name, of.BytesPerEvent.Text("N0"), of.CpuPerEvent.Text("0"), of.Gateway.Text("0"), of.Client.Text("0"), of.Site.Text("0"));
        }

        return table;
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
