using System.Diagnostics;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>Sizes and costs of our deltas beside those of fast-json-patch and jsondiffpatch, in one run.</summary>
internal static class DeltaBenchmark
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromMilliseconds(100);

    /// <returns>The report, as markdown.</returns>
    public static async Task<string> RunAsync(BenchmarkOptions options, TextWriter progress)
    {
        var watch = Stopwatch.StartNew();
        var (results, pages) = (new List<PageResult>(), PageCase.All().ToList());
        // The compiler optimises what is called often, some time after; the first pages must not pay for all.
        foreach (var page in pages.Where(page => page.Size == PageCase.Sizes[0]))
        {
            foreach (var form in DeltaForm.All.Where(form => form.IsFor(page.Kind))) OurTiming.Warm(page, form, _warmUp);
        }

        foreach (var page in pages.Where(page => page.ToString().Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
        {
            results.Add(await PageMeasurement.RunAsync(page));
            await progress.WriteLineAsync($"{watch.Elapsed.TotalSeconds,4:0} s  {page}");
        }

        return await DeltaReport.WriteAsync(results);
    }
}
