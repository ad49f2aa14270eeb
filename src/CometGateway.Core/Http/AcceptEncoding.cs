using System.Globalization;

namespace CometGateway.Core.Http;

/// <summary>Reads Accept-Encoding (RFC 9110 §12.5.3).</summary>
internal static class AcceptEncoding
{
    /// <summary>
    /// Whether the client takes that coding. A client without the header may be anything, so it gets no coding, as servers commonly do.
    /// </summary>
    public static bool Allows(string? header, string coding) => WeightOf(header, coding) > 0;

    /// <summary>How much the client wants that coding, from 0, not at all, to 1.</summary>
    public static double WeightOf(string? header, string coding)
    {
        var rest = header.AsSpan();
        var byWildcard = 0.0;
        foreach (var range in rest.Split(','))
        {
            var member = rest[range].Trim();
            var semicolon = member.IndexOf(';');
            var name = (semicolon < 0 ? member : member[..semicolon]).TrimEnd();
            var weight = semicolon < 0 ? 1 : Weight(member[(semicolon + 1)..]);
            if (IsSame(name, coding)) return weight;
            if (name is "*") byWildcard = weight;
        }

        return byWildcard;
    }

    private static bool IsSame(ReadOnlySpan<char> name, string coding) =>
        name.Equals(coding, StringComparison.OrdinalIgnoreCase)
        || (name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) && coding.Equals("gzip", StringComparison.OrdinalIgnoreCase));

    /// <summary>A weight that cannot be read is no reason to withhold the coding.</summary>
    private static double Weight(ReadOnlySpan<char> parameter)
    {
        parameter = parameter.Trim();
        return parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
            : 1;
    }
}
