namespace CometGateway.Core.Http;

/// <summary>What a Content-Type says, as far as it decides how a body is read.</summary>
/// <param name="Essence">`type/subtype` in lower case; empty when the field is absent or is no media type.</param>
/// <param name="Charset">The charset parameter in lower case, or null.</param>
internal sealed record MediaType(string Essence, string? Charset = null)
{
    public bool IsJson => Essence is "application/json" or "text/json" or "application/x-json" || Essence.EndsWith("+json", StringComparison.Ordinal);

    public bool IsHtml => Essence is "text/html" or "application/xhtml+xml";

    public bool IsXml => Essence is "application/xml" or "text/xml" or "application/rss" or "text/rss" or "application/atom" || Essence.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>The body is characters in a charset, not octets.</summary>
    public bool IsText => Essence.StartsWith("text/", StringComparison.Ordinal) || IsJson || IsXml || Essence.EndsWith("+yaml", StringComparison.Ordinal)
        || Essence is "application/javascript" or "application/x-javascript" or "application/ecmascript" or "application/x-www-form-urlencoded"
            or "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/jsonlines" or "application/yaml" or "application/x-yaml"
            or "application/vnd.apple.mpegurl" or "application/x-mpegurl";

    /// <summary>Reads what browsers read: stray separators, single quotes, repeated parameters (the first counts). Never throws.</summary>
    public static MediaType Parse(string? contentType)
    {
        var rest = contentType.AsSpan();
        var essence = Take(ref rest, ';');

        // A field sent twice arrives joined by a comma; both are nearly always the same type.
        if (essence.IndexOf(',') is >= 0 and var comma)
            essence = essence[..comma].Trim();

        var slash = essence.IndexOf('/');
        if (slash <= 0 || slash == essence.Length - 1 || essence.ContainsAny(" \t\""))
            return new("");

        string? charset = null;
        while (!rest.IsEmpty && charset is null)
        {
            var parameter = Take(ref rest, ';');
            var equals = parameter.IndexOf('=');
            if (equals > 0 && parameter[..equals].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase))
                charset = Label(parameter[(equals + 1)..]);
        }

        return new(essence.ToString().ToLowerInvariant(), charset);
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, char separator)
    {
        var end = rest.IndexOf(separator);
        var part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return part.Trim();
    }

    private static string? Label(ReadOnlySpan<char> value)
    {
        if (value.IndexOf(',') is >= 0 and var comma)
            value = value[..comma];

        var label = value.Trim(" \t\"'");
        return label.IsEmpty ? null : label.ToString().ToLowerInvariant();
    }
}
