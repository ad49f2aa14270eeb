using System.Text;

namespace CometGateway.Resources;

/// <summary>A request's query, parted into what is for the site and what is for the gateway (parameters named comet.*).</summary>
/// <param name="Site">The text for the site, byte for byte as sent, with its leading question mark; or empty.</param>
internal sealed record ReservedQuery(string Site)
{
    public const string Prefix = "comet.";

    private static readonly ReservedQuery _none = new("");

    private readonly Dictionary<string, string>? _reserved;

    private ReservedQuery(string site, Dictionary<string, string>? reserved)
        : this(site) => _reserved = reserved;

    /// <summary>The decoded value of a reserved parameter, named with its prefix and without regard to case; the first of several.</summary>
    public string? this[string name] => _reserved?.GetValueOrDefault(name);

    /// <summary>Whether a query has a reserved parameter at all; most have none.</summary>
    public static bool IsIn(string? query)
    {
        if (string.IsNullOrEmpty(query)) return false;
        var text = query.AsSpan(query[0] == '?' ? 1 : 0);
        foreach (var range in text.Split('&'))
        {
            if (NameOf(text[range]).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>All of them; each name once.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _reserved ?? [];

    /// <summary>Names are compared decoded: a site must not see a parameter that only its own decoder recognises as ours.</summary>
    /// <param name="query">The raw query with its leading question mark, or empty. Any text is taken; bad escapes stand for themselves.</param>
    public static ReservedQuery Split(string? query)
    {
        if (!IsIn(query)) return string.IsNullOrEmpty(query) ? _none : new(query);
        Dictionary<string, string>? reserved = null;
        var site = Without(query, static name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase), (name, value) =>
            (reserved ??= new(StringComparer.OrdinalIgnoreCase)).TryAdd(name, value));
        return new ReservedQuery(site, reserved);
    }

    /// <summary>Takes out the parameters that do not select another resource (cache busters). The order stays: it may mean something to the site.</summary>
    public static string Normalise(string query, IReadOnlyList<string> ignored) =>
        HasAnyOf(query, ignored) ? Without(query, name => Contains(ignored, name), removed: null) : query;

    /// <summary>Never the values: a reserved parameter may hold a version, any other a secret.</summary>
    public override string ToString() => Site.Length == 0 ? "" : "?…";

    private static string Without(string? query, Func<ReadOnlySpan<char>, bool> unwanted, Action<string, string>? removed)
    {
        if (string.IsNullOrEmpty(query)) return "";
        var text = query.AsSpan(query[0] == '?' ? 1 : 0);
        StringBuilder? kept = null;
        var first = false;
        foreach (var range in text.Split('&'))
        {
            var parameter = text[range];
            var name = NameOf(parameter);
            if (unwanted(name))
            {
                var start = range.Start.Value;
                first = kept is null ? start == 0 : first;
                kept ??= new StringBuilder("?").Append(text[..Math.Max(0, start - 1)]);
                removed?.Invoke(name.ToString(), parameter.IndexOf('=') is >= 0 and var equals ? Decode(parameter[(equals + 1)..]).ToString() : "");
            }
            else if (kept is not null)
            {
                if (!first) kept.Append('&');
                first = false;
                kept.Append(parameter);
            }
        }

        return kept is null ? query : first ? "" : kept.ToString();
    }

    private static bool HasAnyOf(string query, IReadOnlyList<string> names)
    {
        if (query.Length == 0 || names.Count == 0) return false;
        var text = query.AsSpan(query[0] == '?' ? 1 : 0);
        foreach (var range in text.Split('&'))
        {
            if (Contains(names, NameOf(text[range]))) return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> parameter) =>
        Decode(parameter.IndexOf('=') is >= 0 and var equals ? parameter[..equals] : parameter);

    /// <summary>As HTML forms encode: a plus is a space. UnescapeDataString leaves what is no escape as it is.</summary>
    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text) =>
        text.ContainsAny('%', '+') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text;

    private static bool Contains(IReadOnlyList<string> names, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(names[i])) return true;
        }

        return false;
    }
}
