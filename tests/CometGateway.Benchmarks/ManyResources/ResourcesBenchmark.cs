using CometGateway.Benchmarks.Reports;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>What a delivery costs when it is one of few of a page, and not one of ten thousand.</summary>
internal static class ResourcesBenchmark
{
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter log)
    {
        var figures = await Rounds.RunAsync<GatewayVariant, FiguresBy<Crowd, ResourcesFigures>>(
            "resources", options, log, options.Variants, (variant, of) => ResourcesRun.MeasureAsync(variant, options, of));
        var report = await Report.StartAsync("Many resources: a thousand pages with ten streams each", "resources", options);
        ResourcesReport.Write(report, options, figures);
        return report.ToString();
    }
}
