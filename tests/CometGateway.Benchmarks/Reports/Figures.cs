using System.Globalization;

namespace CometGateway.Benchmarks.Reports;

/// <summary>How figures are written in reports: no more digits than a measurement carries.</summary>
internal static class Figures
{
    public const string None = "—";

    public static string Bytes(int? bytes) => bytes is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : None;

    public static string Microseconds(double us) => us.ToString(us < 10 ? "0.00" : us < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string Times(double? ratio) => ratio is { } times ? $"{times.ToString(times < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)} ×" : None;

    /// <summary>The middle one, or the mean of two; node/peer.mjs takes it so too.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
