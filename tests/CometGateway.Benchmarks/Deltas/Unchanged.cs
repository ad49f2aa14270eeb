using System.Diagnostics;
using System.Globalization;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>What it costs to see that a body is the same as the last one, which most polls bring.</summary>
internal static class Unchanged
{
    private const int Batches = 15;
    private static readonly TimeSpan _batch = TimeSpan.FromMilliseconds(10);

    public static string Report(IEnumerable<PageCase> pages)
    {
        var table = new MarkdownTable(1, "size", "µs", "MB/s");
        foreach (var page in pages)
        {
            var us = Microseconds(page.From, [.. page.From]);
            table.Add(page.SizeName, Figures.Microseconds(us), (page.From.Length / us).ToString("N0", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static double Microseconds(byte[] one, byte[] other)
    {
        var (calls, watch) = (0, Stopwatch.StartNew());
        for (; watch.Elapsed < _batch; calls++) Compare(one, other);
        return Figures.Median(Enumerable.Range(0, Batches).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++) Compare(one, other);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
        }));
    }

    private static void Compare(byte[] one, byte[] other)
    {
        if (!one.AsSpan().SequenceEqual(other)) throw new InvalidOperationException("A copy must be equal.");
    }
}
