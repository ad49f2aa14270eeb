using System.Globalization;
using System.Numerics;

namespace CometGateway.TestKit.Deltas;

/// <summary>Numbers of JSON, exactly: RFC 6902 §4.6 tests them by value, so that 1.0 is 1 and 1e1 is 10.</summary>
public static class JsonNumber
{
    public static bool Equal(string one, string other) => one.Equals(other, StringComparison.Ordinal) || Parts(one) == Parts(other);

    // Digits without zeros at either end, and the power of ten that they are multiplied with.
    private static (BigInteger Digits, long Exponent) Parts(string raw)
    {
        var e = raw.AsSpan().IndexOfAny('e', 'E');
        var exponent = e < 0 ? 0 : long.Parse(raw.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? raw : raw[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var trimmed = mantissa.TrimEnd('0');
        if (trimmed is "" or "-") return (0, 0);
        return (BigInteger.Parse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), exponent + mantissa.Length - trimmed.Length);
    }
}
