using System.Globalization;
using System.Text.Json;
using CometGateway.Benchmarks.Processes;
using CometGateway.Benchmarks.Servers;

namespace CometGateway.Benchmarks.Load;

/// <summary>Publishes marked bodies by POST and waits until all have arrived.</summary>
/// <param name="progress">The file in which the streams say how far they are.</param>
/// <param name="isText">Filled with rows of numbers, which can be compressed as pages can, and not with one letter.</param>
internal sealed class Publisher(FanOutServer server, string progress, bool isText = false)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    // Versions go on rising, whatever is published after what: a stream tells by them how far it is.
    private int _next = 1;

    /// <summary>The next one goes out when all but <paramref name="window"/> - 1 of those before have arrived at all.</summary>
    public Task<PublishReport> SaturateAsync(int count, int bytes, int streams, int window) =>
        RunAsync(count, bytes, streams, ["--window", Text(window)]);

    public Task<PublishReport> PacedAsync(int count, int bytes, int streams, TimeSpan gap) =>
        RunAsync(count, bytes, streams, ["-i", Text((int)gap.TotalMicroseconds)]);

    private async Task<PublishReport> RunAsync(int count, int bytes, int streams, string[] pace)
    {
        string[] arguments =
        [
            "-p", Text(server.PublishPort), "-u", server.PublishPath, "-n", Text(count), "-s", Text(bytes), "--first", Text(_next),
            "--progress", progress, "--subs", Text(streams), "--timeout", Text((int)_limit.TotalSeconds), .. pace, .. server.IsGrip ? (string[])["-g"] : [], .. isText ? (string[])["--text"] : [],
        ];
        _next += count;
        await using var process = Pinned.Start(Pinned.LoadCore, "the publisher", LoadTools.PathOf(LoadTools.Publisher), arguments);
        var line = await process.Output.FirstAsync(line => line.StartsWith('{'), "the publisher's report", _limit * 2);
        var report = JsonSerializer.Deserialize<PublishReport>(line, JsonSerializerOptions.Web)!;
        return report.Errors + report.BadStatus == 0 ? report : throw new InvalidOperationException(process.Output.Dump());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
