using System.Globalization;
using System.Text.RegularExpressions;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>wrk, on the load's core: connections that stay open, each with the next request as soon as the last is answered.</summary>
internal static partial class Wrk
{
    public const int Connections = 64;

    /// <exception cref="InvalidOperationException">Some answers were errors.</exception>
    public static async Task<WrkReport> RunAsync(int port, string path, TimeSpan time, int connections = Connections, params string[] headers)
    {
        string[] arguments =
        [
            "-t1", $"-c{connections}", $"-d{(int)time.TotalSeconds}s", "--latency", .. headers.SelectMany(header => (string[])["-H", header]), $"http://127.0.0.1:{port}{path}",
        ];
        await using var process = Pinned.Start(Pinned.LoadCore, "wrk", Programs.Find("wrk"), arguments);
        await process.ExitAsync(time + TimeSpan.FromSeconds(30));
        await process.Output.FirstAsync(line => line.StartsWith("Transfer/sec", StringComparison.Ordinal), "wrk's report");
        var text = string.Join('\n', process.Output.Items);
        var report = new WrkReport(
            Number(Requests().Match(text)), Number(PerSecond().Match(text)), Milliseconds(P50().Match(text)), Milliseconds(P99().Match(text)), Trouble().Match(text) is { Success: true } match ? match.Value : null);
        return report.Trouble is null ? report : throw new InvalidOperationException(text);
    }

    private static double Number(Match match) => double.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match match) => Number(match) * match.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };

    [GeneratedRegex(@"(?<n>\d+) requests in", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+(?<n>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"\s50%\s+(?<n>[\d.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex P50();

    [GeneratedRegex(@"\s99%\s+(?<n>[\d.]+)(?<unit>us|ms|s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex P99();

    [GeneratedRegex("(Socket errors|Non-2xx).*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Trouble();
}
