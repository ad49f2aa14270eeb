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

    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        options = options.WithOneRound();
        await LoadTools.BuildAsync();
        var (streams, time, samples) = (options.Choose(3_000, 200), options.Minutes(real: 30, quick: 1), options.Choose(30, 6));
        await log.WriteLineAsync($"growth: {time.TotalMinutes} minutes, {string.Join(" and ", options.Variants.Select(variant => variant.Name))} side by side");
        var runs = await Task.WhenAll(options.Variants.Select(variant => GrowthRun.MeasureAsync(variant, streams, time, samples)));

        var report = await Report.StartAsync("Growth: half an hour of keepalives and recycling", "growth", options);
        report.Paragraph(
            $"{streams.ToString("N0", CultureInfo.InvariantCulture)} event streams of {GrowthRun.Pages} pages (1 KiB, another every {GrowthRun.ChangeEvery.TotalSeconds} s), with a keepalive after {GrowthRun.KeepAlive.TotalSeconds} s of silence. "
            + $"A connection is recycled after {GrowthRun.Lifetime.TotalSeconds * 0.8}–{GrowthRun.Lifetime.TotalSeconds} s, and its client comes back after {GrowthRun.Retry.TotalSeconds}–{GrowthRun.Retry.TotalSeconds * 2} s with the id of the last event. "
            + "The gateways run side by side, each with clients and a site of its own: memory is weighed, not time. It is the proportional set size after a full collection, without the pages of files, "
            + "whose share depends on what other programs run.");
        report.Table(Memory(options.Variants, runs));
        report.Heading("The line through it").Paragraph(
            "By least squares, after a third of the time: until then code is compiled, and pools and history fill. The error is the standard error of the slope. "
            + $"Goal: at most {MostPercent} % in ten minutes. That is what remains to be told from noise; what it comes to for each stream that came and went stands in the table, beside the 24 bytes that the smallest object takes.");
        return report.Table(Slopes(options.Variants, runs)).ToString();
    }

    private static MarkdownTable Memory(IReadOnlyList<GatewayVariant> variants, IReadOnlyList<GrowthSample>[] runs)
    {
        var table = new MarkdownTable(0, ["minute", .. variants.SelectMany(variant => (string[])[$"{variant.Name}, MiB", "before the collection", "streams come back", "open"])]);
        for (var i = 0; i < runs[0].Count; i++)
        {
            table.Add([Number(runs[0][i].Minute, "0.0"), .. runs.SelectMany(run => (string[])
            [
                Number(run[i].Own / Mebibyte, "0.0"), Number(run[i].Before / Mebibyte, "0.0"), Number(run[i].Seen.Returns, "N0"), Number(run[i].Seen.Open, "N0"),
            ])]);
        }

        return table;
    }

    private static MarkdownTable Slopes(IReadOnlyList<GatewayVariant> variants, IReadOnlyList<GrowthSample>[] runs)
    {
        var table = new MarkdownTable(
            1, "gateway", "KiB in 10 min", "error", "% in 10 min", "bytes for each stream that came back", "keepalives", "states", "lost", "repeated or older", "cut", "refused");
        foreach (var (variant, run) in variants.Zip(runs))
        {
            var steady = run.Where(sample => sample.Minute >= run[^1].Minute / 3).ToList();
            var trend = Trend.Of([.. steady.Select(sample => (sample.Minute, (double)sample.Own))]);
            var percent = trend.Slope * 10 / steady.Average(sample => sample.Own) * 100;
            var returns = Trend.Of([.. steady.Select(sample => (sample.Minute, (double)sample.Seen.Returns))]).Slope;
            var seen = run[^1].Seen;
            table.Add(
                variant.Name, Number(trend.Slope * 10 / 1024, "N0"), Number(trend.Error * 10 / 1024, "N0"),
                $"{Number(percent, "0.00")}, goal ≤ {MostPercent}: {(percent <= MostPercent ? "met" : "missed")}",
                Number(trend.Slope / returns, "0.0"), Number(seen.KeepAlives, "N0"), Number(seen.States, "N0"), Number(seen.Lost, "N0"), Number(seen.Repeated + seen.Backwards, "N0"),
                Number(seen.Cut, "N0"), Number(seen.Refused, "N0"));
        }

        return table;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
