using System.Runtime.InteropServices;

namespace CometGateway.Core.Http;

/// <summary>How long a response may be reused without asking, by RFC 9111 §4.2 for a shared cache.</summary>
/// <param name="Lifetime">Freshness lifetime; zero when the site forbids reuse or contradicts itself; null when it says nothing, as heuristics are not ours to make.</param>
/// <param name="AgeAtReceipt">Corrected initial age (§4.2.3).</param>
/// <param name="ReceivedAt">When the response, or the 304 that confirmed it, arrived.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Freshness(TimeSpan? Lifetime, TimeSpan AgeAtReceipt, DateTimeOffset ReceivedAt)
{
    public static Freshness Of(HeaderFields headers, DateTimeOffset requestedAt, DateTimeOffset receivedAt)
    {
        // A recipient with a clock may put its own time for a missing or invalid Date (RFC 9110 §6.6.1).
        var date = HttpDate.Parse(headers["Date"]) ?? receivedAt;
        return new(LifetimeOf(headers, date), InitialAge(headers, date, requestedAt, receivedAt), receivedAt);
    }

    /// <summary>The freshness of a stored response that a 304 has just confirmed (§4.3.4).</summary>
    public static Freshness Revalidated(HeaderFields stored, HeaderFields notModified, DateTimeOffset requestedAt, DateTimeOffset receivedAt) =>
        Of(stored.UpdatedBy(notModified), requestedAt, receivedAt);

    public TimeSpan AgeAt(DateTimeOffset now) => AgeAtReceipt + NotNegative(now - ReceivedAt);

    public bool IsFreshAt(DateTimeOffset now) => Lifetime > AgeAt(now);

    /// <summary>Time until it is stale, zero once it is; null when the site says nothing.</summary>
    public TimeSpan? RemainingAt(DateTimeOffset now) => Lifetime is { } lifetime ? NotNegative(lifetime - AgeAt(now)) : null;

    private static TimeSpan? LifetimeOf(HeaderFields headers, DateTimeOffset date)
    {
        var directives = CacheDirective.Parse(headers["Cache-Control"]);

        // Of conflicting directives the most restrictive counts (§4.2.1).
        if (directives.Any(directive => directive.Name is "no-cache" or "no-store"))
            return TimeSpan.Zero;

        if ((Seconds(directives, "s-maxage") ?? Seconds(directives, "max-age")) is { } seconds)
            return seconds;

        if (headers["Expires"] is not { } expires)
            return null;

        // An invalid date, "0" above all, means already expired (§5.3).
        return HttpDate.Parse(expires) is { } end ? NotNegative(end - date) : TimeSpan.Zero;
    }

    private static TimeSpan? Seconds(IReadOnlyList<CacheDirective> directives, string name)
    {
        TimeSpan? found = null;
        foreach (var directive in directives)
        {
            if (!directive.Name.Equals(name, StringComparison.Ordinal))
                continue;

            // Invalid and contradictory freshness information is stale (§4.2.1).
            if (DeltaSeconds.Parse(directive.Value) is not { } seconds || (found is not null && found != seconds))
                return TimeSpan.Zero;

            found = seconds;
        }

        return found;
    }

    private static TimeSpan InitialAge(HeaderFields headers, DateTimeOffset date, DateTimeOffset requestedAt, DateTimeOffset receivedAt)
    {
        // The first member counts and an invalid one is ignored (§5.1).
        var age = DeltaSeconds.Parse(headers["Age"]?.Split(',')[0].Trim()) ?? TimeSpan.Zero;
        var apparent = NotNegative(receivedAt - date);
        var corrected = age + NotNegative(receivedAt - requestedAt);
        return apparent > corrected ? apparent : corrected;
    }

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
