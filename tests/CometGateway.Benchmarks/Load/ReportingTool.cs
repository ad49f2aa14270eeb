using System.Text.Json;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>A load tool that holds streams open, and reports by a line of JSON when a line asks for it, or at its end.</summary>
internal sealed class ReportingTool<TReport> : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly ChildProcess _process;
    private readonly TimeSpan _limit;
    private int _reports;

    private ReportingTool(ChildProcess process, TimeSpan limit)
    {
        _process = process;
        _limit = limit;
    }

    public IReadOnlyList<int> Processes => ProcessTree.Of(_process.Id);

    /// <param name="core">Null: wherever there is room.</param>
    /// <param name="limit">How long the tool may take to have its streams open, or to end by itself.</param>
    public static ReportingTool<TReport> Start(int? core, string tool, IEnumerable<string> arguments, TimeSpan limit) =>
        new(Pinned.Start(core, tool, LoadTools.PathOf(tool), arguments), limit);

    /// <summary>Waits until every stream is open.</summary>
    /// <exception cref="InvalidOperationException">Some were refused.</exception>
    public async Task ReadyAsync(int streams)
    {
        var line = await _process.Output.FirstAsync(line => line.StartsWith("READY", StringComparison.Ordinal), "all streams", _limit);
        if (!line.Split(' ').Contains($"{streams}", StringComparer.Ordinal)) throw new InvalidOperationException(_process.Output.Dump());
    }

    public async Task<TReport> AskAsync()
    {
        await _process.Input.WriteLineAsync("report");
        await _process.Input.FlushAsync();
        return await NextAsync(_patience);
    }

    /// <summary>The report of a tool that ends by itself.</summary>
    public Task<TReport> EndAsync() => NextAsync(_limit + _patience);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<TReport> NextAsync(TimeSpan within)
    {
        var lines = await _process.Output.UntilAsync(lines => lines.Count(IsReport) > _reports, "a report", within);
        return JsonSerializer.Deserialize<TReport>(lines.Where(IsReport).ElementAt(_reports++), JsonSerializerOptions.Web)!;
    }

    private static bool IsReport(string line) => line.StartsWith('{');
}
