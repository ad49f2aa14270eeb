namespace CometGateway.Benchmarks.Reports;

/// <summary>The straight line through some points (least squares).</summary>
/// <param name="Slope">Of the value, for one unit of the place.</param>
/// <param name="Error">The standard error of the slope.</param>
internal readonly record struct Trend(double Slope, double Error)
{
    public static Trend Of(IReadOnlyList<(double At, double Value)> points)
    {
        if (points.Count < 3) return new(double.NaN, double.NaN);
        var (meanAt, mean) = (points.Average(point => point.At), points.Average(point => point.Value));
        var spread = points.Sum(point => (point.At - meanAt) * (point.At - meanAt));
        var slope = points.Sum(point => (point.At - meanAt) * (point.Value - mean)) / spread;
        var rest = points.Sum(point => Math.Pow(point.Value - mean - (slope * (point.At - meanAt)), 2));
        return new(slope, Math.Sqrt(rest / (points.Count - 2) / spread));
    }
}
