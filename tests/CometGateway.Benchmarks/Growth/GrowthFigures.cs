using CometGateway.Benchmarks.Reports;

namespace CometGateway.Benchmarks.Growth;

/// <summary>What the rounds of one gateway came to: each a straight line through its memory once it is steady.</summary>
internal sealed class GrowthFigures
{
    public Samples KibibytesInTenMinutes { get; } = new();

    /// <summary>The standard error of it.</summary>
    public Samples Error { get; } = new();

    public Samples PercentInTenMinutes { get; } = new();

    public Samples BytesForEachReturn { get; } = new();

    public static GrowthFigures Of(IEnumerable<IReadOnlyList<GrowthSample>> rounds)
    {
        var figures = new GrowthFigures();
        foreach (var round in rounds) figures.Add(round);
        return figures;
    }

    private void Add(IReadOnlyList<GrowthSample> round)
    {
        // Until then code is compiled, and pools and history fill.
        var steady = round.Where(sample => sample.Minute >= round[^1].Minute / 3).ToList();
        var trend = Trend.Of([.. steady.Select(sample => (sample.Minute, (double)sample.Own))]);
        KibibytesInTenMinutes.Add(trend.Slope * 10 / 1024);
        Error.Add(trend.Error * 10 / 1024);
        PercentInTenMinutes.Add(trend.Slope * 10 / steady.Average(sample => sample.Own) * 100);
        BytesForEachReturn.Add(trend.Slope / Trend.Of([.. steady.Select(sample => (sample.Minute, (double)sample.Seen.Returns))]).Slope);
    }
}
