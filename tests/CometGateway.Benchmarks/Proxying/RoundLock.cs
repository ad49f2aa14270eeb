using CometGateway.TestKit.Processes;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>
/// Where several people measure on one machine: BENCHMARK_LOCK names a file that is locked as by flock(1) while a round is under way, so that the others
/// have their turn between the rounds and nobody within one.
/// </summary>
internal sealed class RoundLock : IAsyncDisposable
{
    private const string Variable = "BENCHMARK_LOCK";

    private static readonly TimeSpan _patience = TimeSpan.FromHours(2);
    private readonly ChildProcess? _holder;

    private RoundLock(ChildProcess? holder) => _holder = holder;

    /// <summary>At once where the variable is not set.</summary>
    public static async Task<RoundLock> TakeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file) return new(null);
        // It is held until there is nothing more to read, which is the end of this process at the latest.
        var holder = ChildProcess.Start("flock", Programs.Find("flock"), [file, "sh", "-c", "echo held; cat"]);
        await holder.Output.FirstAsync(line => line is "held", "the lock", _patience);
        return new(holder);
    }

    public ValueTask DisposeAsync() => _holder?.DisposeAsync() ?? ValueTask.CompletedTask;
}
