using Microsoft.Net.Http.Headers;

namespace CometGateway.Routing;

/// <summary>
/// Holds once what the requests of many streams say alike. Browsers of one kind send the same values, and the server holds each connection's own copies
/// for as long as its stream lasts: a kilobyte for a browser of today. Only of headers that say nothing of a user.
/// </summary>
internal sealed class SharedHeaders
{
    /// <summary>How many values are known: a new one takes the place of another, so that clients with values of their own cost others a little memory and no more.</summary>
    private const int Places = 1_024;

    private const int LongestValue = 256;

    private static readonly string[] _names =
    [
        HeaderNames.Accept, HeaderNames.AcceptEncoding, HeaderNames.AcceptLanguage, HeaderNames.CacheControl, HeaderNames.Host, HeaderNames.Origin, HeaderNames.Pragma, HeaderNames.UserAgent,
        "Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site",
    ];

    private readonly string?[] _values = new string?[Places];

    /// <summary>Puts an equal value that is known already in the place of each of the request's own.</summary>
    public void Share(IHeaderDictionary headers)
    {
        foreach (var name in _names)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: <= LongestValue } own] && Known(own) is var known && !ReferenceEquals(known, own))
                headers[name] = known;
        }
    }

    private string Known(string value)
    {
        ref var place = ref _values[(uint)value.GetHashCode(StringComparison.Ordinal) % Places];
        // Two requests may write it at the same time; the next one finds either.
        var known = Volatile.Read(ref place);
        if (value.Equals(known, StringComparison.Ordinal)) return known;
        Volatile.Write(ref place, value);
        return value;
    }
}
