using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace CometGateway.Routing;

/// <summary>How long a client would have its answer held back: Prefer: wait=N, in seconds (RFC 7240 §4.3).</summary>
internal static class PreferredWait
{
    /// <summary>Longer waits are cut short, as proxies on the path would cut them anyhow.</summary>
    private const int MaxSeconds = 600;

    /// <summary>At most 600 s; null where none is asked for, or in words that cannot be read.</summary>
    public static TimeSpan? Of(HttpRequest request)
    {
        var prefer = request.Headers["Prefer"];
        if (prefer.Count == 0) return null;
        foreach (var preference in Words(prefer))
        {
            if (preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        }

        return null;
    }

    /// <summary>What Preference-Applied says of it (RFC 7240 §3).</summary>
    public static string Applied(TimeSpan wait) => FormattableString.Invariant($"wait={(long)wait.TotalSeconds}");

    /// <summary>The members of a header that is a list.</summary>
    public static IEnumerable<string> Words(StringValues header) =>
        header.SelectMany(line => line?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
}
