namespace CometGateway.Core.Http;

/// <summary>The Retry-After field (RFC 9110 §10.2.3): seconds or a date.</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait from <paramref name="now"/>: never negative; null when absent or invalid.</summary>
    public static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        var text = value?.Trim();
        if (HttpDate.Parse(text) is { } date)
            return date > now ? date - now : TimeSpan.Zero;

        // Some back ends count down and go below zero, which means "now".
        return text is ['-', .. var digits] && DeltaSeconds.Parse(digits) is not null ? TimeSpan.Zero : DeltaSeconds.Parse(text);
    }
}
