using System.Globalization;

namespace CometGateway.Benchmarks.Processes;

/// <summary>CPU time of some processes, from /proc/PID/stat.</summary>
internal readonly record struct CpuTime(TimeSpan User, TimeSpan Kernel)
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(10);

    public TimeSpan Total => User + Kernel;

    public static CpuTime operator -(CpuTime a, CpuTime b) => a.Subtract(b);

    public static CpuTime Of(IEnumerable<int> processes)
    {
        var sum = default(CpuTime);
        foreach (var process in processes)
        {
            // The program's name stands in brackets and may hold anything.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            sum = new(sum.User + (_tick * Number(fields[11])), sum.Kernel + (_tick * Number(fields[12])));
        }

        return sum;
    }

    public CpuTime Subtract(CpuTime other) => new(User - other.User, Kernel - other.Kernel);

    /// <summary>µs of it for each of some deliveries or requests.</summary>
    public double Per(double count) => Total.TotalMicroseconds / Math.Max(1, count);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
