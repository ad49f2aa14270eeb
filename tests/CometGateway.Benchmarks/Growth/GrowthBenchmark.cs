using System.Globalization;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Growth;

/// <summary>Whether a gateway that runs for long grows.</summary>
internal static class GrowthBenchmark
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Of the memory, in ten minutes.</summary>
    private const double MostPercent = 1;

    /// <summary>The rounds too are measured at once: nothing here is timed.</summary>
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        await LoadTools.BuildAsync();
        var (streams, time, samples) = (options.Choose(3_000, 200), options.Minutes(real: 30, quick: 1), options.Choose(30, 6));
        await log.WriteLineAsync($"growth: {time.TotalMinutes} minutes, {options.Rounds} each of {string.Join(" and ", options.Variants.Select(variant => variant.Name))}, all side by side");
        var runs = await Task.WhenAll(options.Variants.Select(variant => Task.WhenAll(Enumerable.Range(0, options.Rounds).Select(_ => GrowthRun.MeasureAsync(variant, streams, time, samples)))));

        var report = await Report.StartAsync("Growth: half an hour of keepalives and recycling", "growth", options, Report.Apart, "all of them side by side");
        report.Paragraph(
            $"{streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of {GrowthRun.Pages} pages (1 KiB, another every {GrowthRun.ChangeEvery.TotalSeconds} s), with a keepalive after {GrowthRun.KeepAlive.TotalSeconds} s of silence. "
            + $"A connection is recycled after {GrowthRun.Lifetime.TotalSeconds * 0.8}–{GrowthRun.Lifetime.TotalSeconds} s, and its client comes back after {GrowthRun.Retry.TotalSeconds}–{GrowthRun.Retry.TotalSeconds * 2} s with the id of the last event. "
            + "The gateways of all rounds run side by side, each a process of its own with clients and a site of its own: memory is weighed, not time. It is the proportional set size after a full collection, without the pages of files, "
            + "whose share depends on what other programs run.");
        report.Table(Memory(options.Variants, runs));
        report.Heading("The line through it").Paragraph(
            "By least squares, after a third of the time: until then code is compiled, and pools and history fill. The error is the standard error of the slope. "
            + $"Goal: at most {MostPercent} % in ten minutes. That is what remains to be told from noise; what it comes to for each stream that came and went stands in the table, beside the 24 bytes that the smallest object takes.");
        report.Table(Slopes(options.Variants, runs));
        report.Heading("What the clients saw").Paragraph("Of all rounds together.");
        return report.Table(Seen(options.Variants, runs)).ToString();
    }

    private static MarkdownTable Memory(IReadOnlyList<GatewayVariant> variants, IReadOnlyList<GrowthSample>[][] runs)
    {
        var table = new MarkdownTable(0, ["minute", .. variants.SelectMany(variant => (string[])[$"{variant.Name}, MiB", "before the collection", "streams come back", "open"])]);
        for (var i = 0; i < runs[0][0].Count; i++)
        {
            table.Add([Number(runs[0][0][i].Minute, "0.0"), .. runs.SelectMany(rounds => (string[])
            [
                Of(rounds, i, sample => sample.Own / Mebibyte).Text("0.0"), Number(Of(rounds, i, sample => sample.Before / Mebibyte).Median, "0.0"),
                Number(Of(rounds, i, sample => sample.Seen.Returns).Median, "N0"), Number(Of(rounds, i, sample => sample.Seen.Open).Median, "N0"),
            ])]);
        }

        return table;
    }

    private static MarkdownTable Slopes(IReadOnlyList<GatewayVariant> variants, IReadOnlyList<GrowthSample>[][] runs)
    {
        var table = new MarkdownTable(1, "gateway", "KiB in 10 min", "error", "% in 10 min", "bytes for each stream that came back");
        foreach (var (variant, rounds) in variants.Zip(runs))
        {
            var figures = GrowthFigures.Of(rounds);
            table.Add(
                variant.Name, figures.KibibytesInTenMinutes.Text("N0"), figures.Error.Text("N0"), figures.PercentInTenMinutes.AtMost(MostPercent, "0.00"), figures.BytesForEachReturn.Text("0.0"));
        }

        return table;
    }

    private static MarkdownTable Seen(IReadOnlyList<GatewayVariant> variants, IReadOnlyList<GrowthSample>[][] runs)
    {
        var table = new MarkdownTable(1, "gateway", "keepalives", "states", "lost", "repeated or older", "cut", "refused");
        foreach (var (variant, rounds) in variants.Zip(runs))
        {
            table.Add([variant.Name, .. ((Func<VisitorReport, long>[])[seen => seen.KeepAlives, seen => seen.States, seen => seen.Lost, seen => seen.Repeated + seen.Backwards, seen => seen.Cut, seen => seen.Refused])
                .Select(count => Number(rounds.Sum(round => count(round[^1].Seen)), "N0"))]);
        }

        return table;
    }

    private static Samples Of(IEnumerable<IReadOnlyList<GrowthSample>> rounds, int index, Func<GrowthSample, double> figure)
    {
        var all = new Samples();
        foreach (var round in rounds) all.Add(figure(round[index]));
        return all;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
