namespace CometGateway.Resources;

/// <summary>One poll, waiting for its turn or under way.</summary>
/// <param name="isWake">A write, a refresh or a client asked for it, and not the schedule.</param>
internal sealed class PollRun(bool isWake)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWake => isWake;

    /// <summary>When the request was sent; null while it waits for the origin budget.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    /// <summary>Whether its answer will show everything that happened before <paramref name="moment"/>.</summary>
    public bool Covers(DateTimeOffset moment) => StartedAt is null || StartedAt >= moment;
}
