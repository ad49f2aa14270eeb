using System.Globalization;

namespace CometGateway.Routing;

/// <summary>How long a client would have its answer held back: Prefer: wait=N, in seconds (RFC 7240 §4.3).</summary>
internal static class PreferredWait
{
    /// <summary>Longer waits are cut short, as proxies on the path would cut them anyhow.</summary>
    private const int MaxSeconds = 600;

    /// <summary>At most 600 s; null where none is asked for, or in words that cannot be read.</summary>
    public static TimeSpan? Of(HttpRequest request)
    {
        if (!request.Headers.ContainsKey("Prefer")) return null;
        foreach (var preference in request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            if (preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        }

        return null;
    }

    /// <summary>What Preference-Applied says of it (RFC 7240 §3).</summary>
    public static string Applied(TimeSpan wait) => FormattableString.Invariant($"wait={(long)wait.TotalSeconds}");
}
