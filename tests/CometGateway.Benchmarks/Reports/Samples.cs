using System.Globalization;

namespace CometGateway.Benchmarks.Reports;

/// <summary>One figure of each round.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public IReadOnlyList<double> Values => _values;

    public double Median => Figures.Median(_values);

    public void Add(double value) => _values.Add(value);

    /// <summary>Round by round, this over that.</summary>
    public Samples Over(Samples other)
    {
        var ratios = new Samples();
        foreach (var (mine, theirs) in _values.Zip(other._values)) ratios.Add(theirs == 0 ? double.NaN : mine / theirs);
        return ratios;
    }

    public Samples Times(double factor)
    {
        var scaled = new Samples();
        foreach (var value in _values) scaled.Add(value * factor);
        return scaled;
    }

    /// <summary>The median, and the least and the most where there are several.</summary>
    public string Text(string format)
    {
        if (_values.Count == 0) return Figures.None;
        var median = Write(Median);
        return _values.Count == 1 ? median : $"{median} ({Write(_values.Min())}–{Write(_values.Max())})";
        string Write(double value) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : Figures.None;
    }

    /// <summary>As <see cref="Text"/>, and whether it meets a goal of at most so much.</summary>
    public string AtMost(double most, string format) =>
        _values.Count == 0 ? Figures.None : $"{Text(format)}, goal ≤ {most.ToString(format, CultureInfo.InvariantCulture)}: {(Median <= most ? "met" : "missed")}";

    /// <summary>As a ratio, and whether it meets a goal of at most, or at least, so much.</summary>
    public string Ratio(double? atMost = null, double? atLeast = null)
    {
        if (_values.Count == 0) return Figures.None;
        var goal = atMost is { } most ? $", goal ≤ {most.ToString("0.00", CultureInfo.InvariantCulture)}: {(Median <= most ? "met" : "missed")}"
            : atLeast is { } least ? $", goal ≥ {least.ToString("0.0", CultureInfo.InvariantCulture)}: {(Median >= least ? "met" : "missed")}"
            : "";
        return $"{Text("0.00")} ×{goal}";
    }
}
