using Microsoft.Extensions.Primitives;

namespace CometGateway.Resources;

/// <summary>Reads the cookies that identify from a request's Cookie lines.</summary>
internal static class IdentityCookie
{
    /// <summary>
    /// The cookies as sent ("name=value"), ordered by name. Browsers order them by path and age, which means nothing to a site;
    /// but of two with the same name sites take the first (or the last), so these keep their order.
    /// HTTP/2 may send them on several lines (RFC 9113 §8.2.3).
    /// </summary>
    /// <param name="names">The names that count; empty means all.</param>
    public static IReadOnlyList<string> Of(StringValues lines, IReadOnlyList<string> names)
    {
        if (lines.Count == 0) return [];
        var cookies = new List<string>();
        foreach (var line in lines)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var cookie = line.AsSpan(range).Trim(" \t");
                if (cookie.Length > 0 && Counts(NameOf(cookie), names)) cookies.Add(cookie.ToString());
            }
        }

        return cookies.Count < 2 ? cookies : [.. cookies.OrderBy(cookie => NameOf(cookie).ToString(), StringComparer.Ordinal)];
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> cookie)
    {
        var equals = cookie.IndexOf('=');
        return equals < 0 ? cookie : cookie[..equals].Trim(" \t");
    }

    private static bool Counts(ReadOnlySpan<char> name, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return true;
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(names[i])) return true;
        }

        return false;
    }
}
