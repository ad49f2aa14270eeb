using System.ComponentModel.DataAnnotations;

namespace CometGateway.Core.Watching;

/// <summary>When to poll; the `Poll` block of a policy.</summary>
internal sealed record PollPolicy
{
    /// <summary>How stale a client may be: the longest time between two polls of a healthy site. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between polls when <see cref="Adaptive"/>. Default: Interval / 4.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan? MinInterval { get; init; }

    /// <summary>
    /// Longest back-off while the site fails, and longest postponement by <see cref="HonorFreshness"/>. Default 1 min, never below Interval.
    /// A Retry-After may exceed it, up to <see cref="PollSchedule.LongestRetryAfter"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "7.00:00:00")]
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A poll that is not complete after this time has failed. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Let the site's own freshness (s-maxage, max-age, Expires, minus Age) postpone a poll. Default false.</summary>
    public bool HonorFreshness { get; init; }

    /// <summary>Poll faster while changes come and lock onto a steady period. Default false.</summary>
    public bool Adaptive { get; init; }
}
