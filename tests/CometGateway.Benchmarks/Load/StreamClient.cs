using CometGateway.Benchmarks.Processes;

namespace CometGateway.Benchmarks.Load;

/// <summary>Thousands of event streams, held open by a process on the load's core.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ReportingTool<StreamReport> _tool;

    private StreamClient(ReportingTool<StreamReport> tool) => _tool = tool;

    public IReadOnlyList<int> Processes => _tool.Processes;

    public static StreamClient Start(StreamPlan plan, int? core = Pinned.LoadCore) =>
        new(ReportingTool<StreamReport>.Start(core, LoadTools.Streams, plan.Arguments, plan.Limit));

    /// <summary>Starts it and waits until every stream is open.</summary>
    /// <exception cref="InvalidOperationException">Some were refused.</exception>
    public static async Task<StreamClient> OpenAsync(StreamPlan plan, int? core = Pinned.LoadCore)
    {
        var client = Start(plan, core);
        try
        {
            await client._tool.ReadyAsync(plan.Streams);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was seen since the last phase; a new one begins.</summary>
    public Task<StreamReport> PhaseAsync() => _tool.AskAsync();

    /// <summary>The report of a client that ends by itself.</summary>
    public Task<StreamReport> EndAsync() => _tool.EndAsync();

    public ValueTask DisposeAsync() => _tool.DisposeAsync();
}
