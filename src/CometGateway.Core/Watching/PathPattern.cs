namespace CometGateway.Core.Watching;

/// <summary>A path pattern: `*` is one segment, `**` any number of them, none too; all else is literal. Case and a trailing slash do not count.</summary>
internal sealed class PathPattern
{
    private readonly string _text;
    private readonly string[] _segments;

    private PathPattern(string text)
    {
        _text = text;
        _segments = text.Trim('/') is { Length: > 0 } inner ? inner.Split('/') : [];
    }

    /// <summary>Null when <paramref name="text"/> can be used, else the reason, which names it and says what is allowed.</summary>
    public static string? WhyInvalid(string text)
    {
        if (!text.StartsWith('/'))
            return Problem(text, "it does not start with \"/\"");
        if (text.AsSpan().IndexOfAny("?#") >= 0)
            return Problem(text, "it holds a query or fragment, and only paths are compared");
        if (text.AsSpan().IndexOfAny("{}") >= 0)
            return Problem(text, "\"{…}\" is route template syntax; write \"*\" or \"**\"");
        if (text.Split('/').Any(segment => segment.Contains('*', StringComparison.Ordinal) && segment is not ("*" or "**")))
            return Problem(text, "\"*\" and \"**\" stand for whole segments only");

        return null;
    }

    /// <exception cref="FormatException">The text is invalid; the message is that of <see cref="WhyInvalid"/>.</exception>
    public static PathPattern Parse(string text) => WhyInvalid(text) is { } problem ? throw new FormatException(problem) : new(text);

    /// <param name="path">A decoded path; one that does not start with "/" matches nothing.</param>
    public bool Matches(string path)
    {
        if (!path.StartsWith('/'))
            return false;

        var rest = path.AsSpan().Trim('/');
        var pattern = 0;

        // Only the last `**` can ever have to take one segment more: what stood before it is settled. So there is one place to return to, and no tree of choices.
        var afterAny = -1;
        ReadOnlySpan<char> retry = default;
        while (!rest.IsEmpty)
        {
            if (pattern < _segments.Length && _segments[pattern] is "**")
            {
                afterAny = ++pattern;
                retry = rest;
            }
            else if (pattern < _segments.Length && IsOne(_segments[pattern], First(rest)))
            {
                rest = Behind(rest);
                pattern++;
            }
            else if (afterAny >= 0)
            {
                retry = Behind(retry);
                rest = retry;
                pattern = afterAny;
            }
            else
            {
                return false;
            }
        }

        return _segments.AsSpan(pattern).IndexOfAnyExcept("**") < 0;
    }

    public override string ToString() => _text;

    private static bool IsOne(string segment, ReadOnlySpan<char> actual) => segment is "*" || actual.Equals(segment, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var slash ? path[..slash] : path;

    private static ReadOnlySpan<char> Behind(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var slash ? path[(slash + 1)..] : [];

    private static string Problem(string text, string why) =>
        $"\"{text}\" is no path pattern: {why}. Allowed is a path such as \"/orders/*/lines\" or \"/api/**\", where \"*\" is one segment and \"**\" any number.";
}
