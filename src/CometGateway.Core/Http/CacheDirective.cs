namespace CometGateway.Core.Http;

/// <summary>One directive of a Cache-Control field (RFC 9111 §5.2).</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Value">Without its quotes (both forms must be read); null when there is no argument.</param>
internal readonly record struct CacheDirective(string Name, string? Value)
{
    /// <summary>
    /// The directives in order. Hand-made because the BCL's parser gives up on the whole field for one bad directive,
    /// and a `no-store` beside a typing error must still count.
    /// </summary>
    public static IReadOnlyList<CacheDirective> Parse(string? field)
    {
        if (field is null)
            return [];

        var directives = new List<CacheDirective>();
        var start = 0;
        var quotesClose = true;
        for (var i = 0; i <= field.Length; i++)
        {
            if (i == field.Length || field[i] == ',')
            {
                if (One(field.AsSpan(start, i - start)) is { } directive)
                    directives.Add(directive);
                start = i + 1;
            }
            else if (field[i] == '"' && quotesClose)
            {
                // A quote that never closes is taken as a letter: it must not hide the directives behind it.
                var close = field.IndexOf('"', i + 1);
                quotesClose = close >= 0;
                i = quotesClose ? close : i;
            }
        }

        return directives;
    }

    private static CacheDirective? One(ReadOnlySpan<char> text)
    {
        var equals = text.IndexOf('=');
        var name = (equals < 0 ? text : text[..equals]).Trim();
        if (name.IsEmpty)
            return null;

        return new(name.ToString().ToLowerInvariant(), equals < 0 ? null : text[(equals + 1)..].Trim().Trim('"').ToString());
    }
}
