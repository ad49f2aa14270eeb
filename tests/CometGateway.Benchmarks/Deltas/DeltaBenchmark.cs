using System.Diagnostics;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Sizes and costs of our deltas beside those of fast-json-patch and jsondiffpatch, in one run.</summary>
internal static class DeltaBenchmark
{
    /// <returns>The report, as markdown.</returns>
    public static async Task<string> RunAsync(TextWriter progress)
    {
        var watch = Stopwatch.StartNew();
        var results = new List<PageResult>();
        foreach (var page in PageCase.All())
        {
            results.Add(await PageMeasurement.RunAsync(page));
            await progress.WriteLineAsync($"{watch.Elapsed.TotalSeconds,4:0} s  {page}");
        }

        return await DeltaReport.WriteAsync(results);
    }
}
