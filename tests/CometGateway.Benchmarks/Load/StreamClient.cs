using System.Text.Json;
using CometGateway.Benchmarks.Processes;
using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>Thousands of event streams, held open by a process on the load's core.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly ChildProcess _process;
    private readonly TimeSpan _limit;
    private int _reports;

    private StreamClient(ChildProcess process, TimeSpan limit)
    {
        _process = process;
        _limit = limit;
    }

    public static StreamClient Start(StreamPlan plan, int? core = Pinned.LoadCore) =>
        new(Pinned.Start(core, "the streams", LoadTools.PathOf(LoadTools.Streams), plan.Arguments), plan.Limit);

    /// <summary>Starts it and waits until every stream is open.</summary>
    /// <exception cref="InvalidOperationException">Some were refused.</exception>
    public static async Task<StreamClient> OpenAsync(StreamPlan plan, int? core = Pinned.LoadCore)
    {
        var client = Start(plan, core);
        try
        {
            var line = await client._process.Output.FirstAsync(line => line.StartsWith("READY", StringComparison.Ordinal), "all streams", plan.Limit);
            if (!line.StartsWith($"READY {plan.Streams} ", StringComparison.Ordinal)) throw new InvalidOperationException(client._process.Output.Dump());
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was seen since the last phase; a new one begins.</summary>
    public async Task<StreamReport> PhaseAsync()
    {
        await _process.Input.WriteLineAsync("phase");
        await _process.Input.FlushAsync();
        return await NextAsync(_patience);
    }

    /// <summary>The report of a client that ends by itself.</summary>
    public Task<StreamReport> EndAsync() => NextAsync(_limit + _patience);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<StreamReport> NextAsync(TimeSpan within)
    {
        var lines = await _process.Output.UntilAsync(lines => lines.Count(IsReport) > _reports, "a report", within);
        return JsonSerializer.Deserialize<StreamReport>(lines.Where(IsReport).ElementAt(_reports++), JsonSerializerOptions.Web)!;
    }

    private static bool IsReport(string line) => line.StartsWith('{');
}
