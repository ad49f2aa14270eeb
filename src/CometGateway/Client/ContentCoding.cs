using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Client;

/// <summary>The codings in which the browser client is kept.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Which coding an Accept-Encoding header asks for (RFC 9110 §12.5.3).</summary>
internal static class AcceptedCoding
{
    /// <summary>The smallest of those liked best. Without a header: as it is.</summary>
    public static ContentCoding Of(StringValues accept)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accept, out var asked)) return ContentCoding.Identity;
        var (brotli, gzip) = (Quality(asked, "br"), Quality(asked, "gzip"));
        if (brotli > 0 && brotli >= gzip) return ContentCoding.Brotli;
        return gzip > 0 ? ContentCoding.Gzip : ContentCoding.Identity;
    }

    private static double Quality(IList<StringWithQualityHeaderValue> asked, string coding) =>
        (Find(asked, coding) ?? Find(asked, "*")) is { } found ? found.Quality ?? 1 : 0;

    private static StringWithQualityHeaderValue? Find(IList<StringWithQualityHeaderValue> asked, string coding) =>
        asked.FirstOrDefault(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase));
}
