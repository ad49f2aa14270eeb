namespace CometGateway.Core.Watching;

/// <summary>What one poll tells the schedule.</summary>
/// <param name="StartedAt">When the poll was sent.</param>
/// <param name="EndedAt">When its answer was complete; the delay that follows counts from here.</param>
/// <param name="FreshFor">How much longer the site says that the answer stays fresh; null when it says nothing.</param>
/// <param name="RetryAfter">The site's Retry-After with a failure, from <paramref name="EndedAt"/>; null when it sent none.</param>
/// <param name="IsWake">Not the schedule's own poll but one that a write or a refresh asked for.</param>
/// <param name="Late">How long after its time the schedule's own poll was sent; less than zero where its timer was early.</param>
/// <param name="Overslept">The part of <paramref name="Late"/> in which the gateway stood still; the rest is the wait for its turn.</param>
internal sealed record ScheduleEvent(
    PollResult Result,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    TimeSpan? FreshFor = null,
    TimeSpan? RetryAfter = null,
    bool IsWake = false,
    TimeSpan Late = default,
    TimeSpan Overslept = default);

internal enum PollResult
{
    Changed,
    Unchanged,
    Failed,
}
