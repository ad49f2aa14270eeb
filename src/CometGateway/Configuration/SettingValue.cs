using System.Globalization;
using System.Text.RegularExpressions;

namespace CometGateway.Configuration;

/// <summary>How the values of a configuration file are written and read, independent of any culture.</summary>
internal static partial class SettingValue
{
    /// <summary>The value of a scalar type, or null when the text is not one.</summary>
    public static IComparable? Parse(Type type, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        // The "c" format alone would take "2" for two days, where the writer meant two seconds.
        if (type == typeof(TimeSpan))
            return DurationShape.IsMatch(text) && TimeSpan.TryParseExact(text, "c", invariant, out var time) ? time : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var whole) ? whole : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var big) ? big : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, invariant, out var number) && double.IsFinite(number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        return text;
    }

    /// <summary>A value as it would be written in a file; trailing zeros of a fraction of a second are left out.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        TimeSpan time => Milliseconds(time.ToString("c", CultureInfo.InvariantCulture)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Milliseconds(string time) => time.EndsWith("0000", StringComparison.Ordinal) ? time[..^4] : time;

    [GeneratedRegex(@"^(\d{1,7}\.)?\d\d:\d\d:\d\d(\.\d{1,7})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationShape { get; }
}
