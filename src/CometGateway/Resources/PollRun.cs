namespace CometGateway.Resources;

/// <summary>One poll, waiting for its turn or under way.</summary>
/// <param name="isWake">A write, a refresh or a client asked for it, and not the schedule.</param>
/// <param name="dueAt">When the schedule wanted it, on the poller's clock; null where it is not the schedule's.</param>
internal sealed class PollRun(bool isWake, TimeSpan? dueAt = null)
{
    private const long NotYet = 0;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Ticks, as requests read it while the poll writes it, and a DateTimeOffset? would tear.
    private long _startedAt = NotYet;

    public bool IsWake => isWake;

    /// <summary>How long after its time it was sent, less than zero where that was before it; zero where the schedule had no time for it.</summary>
    public TimeSpan Late { get; private set; }

    /// <summary>The part of <see cref="Late"/> in which the gateway stood still; the rest is the wait for its turn.</summary>
    public TimeSpan Overslept { get; private set; }

    /// <summary>When the request was sent; null while it waits for the origin budget.</summary>
    public DateTimeOffset? StartedAt
    {
        get => Volatile.Read(ref _startedAt) is var ticks and not NotYet ? new(ticks, TimeSpan.Zero) : null;
        set => Volatile.Write(ref _startedAt, value?.UtcTicks ?? NotYet);
    }

    /// <summary>The next poll must not begin a moment too early either: the site failed, and may have said when it wants to be asked again.</summary>
    public bool LeavesRest { get; set; }

    public Task Done => _done.Task;

    /// <summary>It waits for its turn from now on, on the poller's clock.</summary>
    public void Begin(TimeSpan now) => Overslept = now - dueAt ?? TimeSpan.Zero;

    /// <summary>It is sent now, on the poller's clock.</summary>
    public void Send(TimeSpan now) => Late = now - dueAt ?? TimeSpan.Zero;

    public void Complete() => _done.TrySetResult();

    /// <summary>
    /// Whether its answer will show everything that happened before <paramref name="moment"/>. A clock has ticks: what happened
    /// in the one in which the poll was sent may have come too late for it.
    /// </summary>
    public bool Covers(DateTimeOffset moment) => StartedAt is not { } started || started > moment;
}
