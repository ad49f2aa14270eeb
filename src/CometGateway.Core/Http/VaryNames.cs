using System.Buffers;

namespace CometGateway.Core.Http;

/// <summary>The request headers that select a representation, by the site's Vary field (RFC 9110 §12.5.5).</summary>
/// <param name="IsAny">`*` is among them: no two requests may share.</param>
/// <param name="Names">Lower case, sorted, distinct; without Accept-Encoding, as bodies are decoded, and without <paramref name="Credentials"/>.</param>
/// <param name="Credentials">"authorization" and "cookie" when named: the audience already stands for them.</param>
internal sealed record VaryNames(bool IsAny, IReadOnlyList<string> Names, IReadOnlyList<string> Credentials)
{
    private static readonly SearchValues<char> _tokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static VaryNames None { get; } = new(IsAny: false, [], []);

    /// <summary>What cannot be a header name is left out: no request can carry it.</summary>
    public static VaryNames Parse(string? vary)
    {
        if (string.IsNullOrWhiteSpace(vary))
            return None;

        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in vary.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!part.AsSpan().ContainsAnyExcept(_tokenCharacters))
                names.Add(part.ToLowerInvariant());
        }

        return new(
            names.Contains("*"),
            [.. names.Where(name => name is not ("*" or "accept-encoding") && !IsCredential(name))],
            [.. names.Where(IsCredential)]);
    }

    private static bool IsCredential(string name) => name is "cookie" or "authorization";
}
