using System.Globalization;

namespace CometGateway.Core.Http;

/// <summary>The three date forms a recipient must read (RFC 9110 §5.6.7), GMT only and without regard to case (RFC 9111 §4.2).</summary>
internal static class HttpDate
{
    private static readonly string[] _formats =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>The instant, or null when <paramref name="value"/> is absent or is no HTTP-date.</summary>
    public static DateTimeOffset? Parse(string? value)
    {
        // asctime pads the day with a space; the other forms hold no run of spaces, so white space inside may be tolerated.
        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(value?.ToUpperInvariant(), _formats, CultureInfo.InvariantCulture, Styles, out var date) ? date : null;
    }
}
