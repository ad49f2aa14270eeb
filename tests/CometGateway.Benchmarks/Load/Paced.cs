using System.Globalization;
using System.Text.Json;
using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>The same conditional GET at an even pace, over connections that stay open.</summary>
internal static class Paced
{
    public const int Connections = 64;

    /// <param name="tag">Is sent as If-None-Match: every answer is a 304.</param>
    /// <exception cref="InvalidOperationException">Some answers were something else, or too late for the pace.</exception>
    public static async Task<PacedReport> RunAsync(int port, string path, string tag, int perSecond, TimeSpan time)
    {
        string[] arguments = ["-p", Text(port), "-u", path, "-H", $"If-None-Match: {tag}", "-r", Text(perSecond), "-t", Text((int)time.TotalSeconds), "-c", Text(Connections)];
        await using var process = Pinned.Start(Pinned.LoadCore, "paced requests", LoadTools.PathOf(LoadTools.Paced), arguments);
        var line = await process.Output.FirstAsync(line => line.StartsWith('{'), "the report", time + TimeSpan.FromSeconds(30));
        var report = JsonSerializer.Deserialize<PacedReport>(line, JsonSerializerOptions.Web)!;
        return report.Wrong == 0 ? report : throw new InvalidOperationException(process.Output.Dump());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
