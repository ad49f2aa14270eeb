namespace CometGateway.Core.Http;

/// <summary>Non-negative whole seconds (RFC 9111 §1.2.2).</summary>
internal static class DeltaSeconds
{
    // "…consider the value to be 2147483648 (2^31)": what an overflow counts as.
    private const long Ceiling = 1L << 31;

    /// <summary>The span, or null when <paramref name="value"/> is absent or holds anything but digits.</summary>
    public static TimeSpan? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;

        var seconds = 0L;
        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit(digit))
                return null;

            seconds = Math.Min(Ceiling, (seconds * 10) + (digit - '0'));
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
