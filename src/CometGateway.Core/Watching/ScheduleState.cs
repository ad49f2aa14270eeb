using System.Collections.Immutable;

namespace CometGateway.Core.Watching;

/// <summary>What the schedule remembers of one resource between two polls.</summary>
internal sealed record ScheduleState
{
    public static ScheduleState Initial { get; } = new();

    /// <summary>Polls answered so far; 0 until the first success, as only that starts the pace.</summary>
    public int Polls { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The pace that <see cref="PollPolicy.Adaptive"/> has come to; null before the first change or non-change.</summary>
    public TimeSpan? Pace { get; init; }

    /// <summary>Start of the last poll that was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The last changes, oldest first, at most <see cref="ChangeRhythm.Remembered"/>.</summary>
    public ImmutableArray<SeenChange> Changes { get; init; } = [];
}
