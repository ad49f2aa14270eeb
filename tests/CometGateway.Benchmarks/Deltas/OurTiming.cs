using System.Diagnostics;
using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Deltas;

/// <summary>How long one of our forms takes for a pair of pages, to and fro, and what it allocates besides its result.</summary>
internal sealed class OurTiming
{
    private const int Batches = 5;
    private const int FewestBatches = 3;
    private readonly PageCase _page;
    private readonly DeltaForm _form;
    private readonly List<double> _rounds = [];
    private TimeSpan _round;
    private int _pairsPerBatch;
    private long _allocated;

    private OurTiming(PageCase page, DeltaForm form) => (_page, _form) = (page, form);

    /// <summary>Of one diff: the median of the rounds, and what the last one allocated.</summary>
    public PageResult.OurResult Result => new(_form.Measure(_page.From, _page.To, _page.Kind.Type), Figures.Median(_rounds), _allocated);

    /// <summary>Calls it until the compiler has done its best with it, and finds how many calls fill a batch.</summary>
    public static OurTiming Warm(PageCase page, DeltaForm form, TimeSpan round)
    {
        var timing = new OurTiming(page, form) { _round = round };
        var (pairs, watch) = (0, Stopwatch.StartNew());
        for (; watch.Elapsed < round; pairs++) timing.Pair();
        timing._pairsPerBatch = Math.Max(1, (int)(round / Batches / (watch.Elapsed / pairs)));
        return timing;
    }

    /// <summary>The median of some batches, in µs for one diff; of fewer where one diff is longer than a batch should be.</summary>
    public double Round()
    {
        var (batches, diffs, watch) = (new List<double>(), 2 * _pairsPerBatch, Stopwatch.StartNew());
        while (batches.Count < FewestBatches || (batches.Count < Batches && watch.Elapsed < 2 * _round))
        {
            var (before, start, returned) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), 0L);
            for (var i = 0; i < _pairsPerBatch; i++) returned += Pair();
            batches.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / diffs);
            _allocated = Math.Max(0, GC.GetAllocatedBytesForCurrentThread() - before - returned) / diffs;
        }

        _rounds.Add(Figures.Median(batches));
        return _rounds[^1];
    }

    // There and back, as pages do, so that nothing can be gained by remembering the last one.
    private long Pair() => (long)(_form.Measure(_page.From, _page.To, _page.Kind.Type) ?? 0) + (_form.Measure(_page.To, _page.From, _page.Kind.Type) ?? 0);
}
