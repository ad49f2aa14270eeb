using System.Globalization;
using CometGateway.Benchmarks.Load;
using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Polling;

/// <summary>What a poll costs that finds nothing new, beside a request that is only passed on.</summary>
internal static class PollingBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var (pages, interval) = (options.Choose(10_000, 1_000), TimeSpan.FromSeconds(5));
        var figures = await Rounds.RunAsync<GatewayVariant, PollingFigures>(
            "polling", options, log, options.Variants, (variant, of) => PollingRun.MeasureAsync(variant, pages, interval, options, log, of));

        var report = await Report.StartAsync("Polling: pages that do not change", "polling", options);
        report.Paragraph(
            $"{pages.ToString("N0", CultureInfo.InvariantCulture)} pages of 1 KiB, polled every {interval.TotalSeconds} s and answered 304; they are watched by connections of a hundred URLs each, which stay silent. "
            + $"Beside it the same page of the same site through the same gateway's route without a policy: at the same pace, over {Paced.Connections} connections that stay open, with the page's tag, and so answered 304 as well. "
            + "CPU is that of the gateway, in µs. A request that is passed on is read from a client and answered to it besides; a poll is compared with the state, and has its schedule and its timer.");
        var table = new MarkdownTable(1, "gateway", "CPU/poll", "polls/s", "polls not answered 304, %", "CPU/request passed on", "requests/s", "304 by the site, %", "poll ÷ request");
        foreach (var variant in options.Variants)
        {
            var of = figures[variant];
            table.Add(
                variant.Name, of.CpuPerPoll.Text("0.0"), of.PollsPerSecond.Text("N0"), of.Changed.Text("0.0"), of.CpuPerRequest.Text("0.0"), of.RequestsPerSecond.Text("N0"), of.Passed.Text("0.0"),
                of.CpuPerPoll.Over(of.CpuPerRequest).Ratio(atMost: 1.3));
        }

        return report.Table(table).ToString();
    }
}
