using System.Globalization;

namespace CometGateway.Benchmarks.ManyResources;

/// <summary>So many pages, each with so many streams.</summary>
internal sealed record Crowd(int Pages, int StreamsEach)
{
    public int Streams => Pages * StreamsEach;

    /// <summary>The crowds of a measurement: many pages, the same with one stream each, and one page with as many streams.</summary>
    public static (Crowd Many, Crowd Single, Crowd One) Of(BenchmarkOptions options)
    {
        var many = new Crowd(options.Choose(1_000, 100), 10);
        return (many, many with { StreamsEach = 1 }, new(1, many.Streams));
    }

    public override string ToString() => $"{Text(Pages)} × {Text(StreamsEach)}";

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
