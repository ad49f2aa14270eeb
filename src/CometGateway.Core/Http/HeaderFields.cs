using System.Collections;

namespace CometGateway.Core.Http;

/// <summary>The header fields of one message in wire order; names compare without case (RFC 9110 §5.1).</summary>
internal sealed class HeaderFields(IEnumerable<KeyValuePair<string, string>> fields) : IEnumerable<KeyValuePair<string, string>>
{
    // RFC 9111 §3.2: hop-by-hop and proxy fields (RFC 9110 §7.6.1), the length of the 304 itself, and what describes content that we have decoded.
    private static readonly HashSet<string> _neverUpdated = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
        "Content-Length", "Content-Encoding", "Content-Type", "Content-Range",
    };

    // Both tell of one exchange, not of the representation: a 304 without them must not inherit the age of the first answer.
    private static readonly string[] _ofTheExchange = ["Age", "Date"];

    private static readonly HashSet<string> _ofAge = new(StringComparer.OrdinalIgnoreCase) { "Age", "Cache-Control", "Date", "Expires", "Pragma" };

    private readonly KeyValuePair<string, string>[] _fields = [.. fields];

    public static HeaderFields Empty { get; } = new([]);

    /// <summary>The field's lines joined by ", " (RFC 9110 §5.2), or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            string? joined = null;
            foreach (var (key, value) in _fields)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    joined = joined is null ? value : joined + ", " + value;
            }

            return joined;
        }
    }

    public bool Contains(string name) => this[name] is not null;

    /// <summary>These stored fields after a 304 with <paramref name="notModified"/> has confirmed them (RFC 9111 §4.3.4 and §3.2).</summary>
    public HeaderFields UpdatedBy(HeaderFields notModified)
    {
        var connection = notModified["Connection"]?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        var updates = notModified
            .Where(field => !_neverUpdated.Contains(field.Key) && !connection.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
            .ToList();
        var replaced = updates.Select(field => field.Key).Concat(_ofTheExchange).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(_fields.Where(field => !replaced.Contains(field.Key)).Concat(updates));
    }

    /// <summary>These, as a newer answer that counts as the same says how old they are and how long they hold (RFC 9111 §4.2).</summary>
    public HeaderFields AgedBy(HeaderFields newer) =>
        new(_fields.Where(field => !_ofAge.Contains(field.Key)).Concat(newer.Where(field => _ofAge.Contains(field.Key))));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
