using System.Collections;

namespace CometGateway.Core.Http;

/// <summary>The header fields of one message in wire order; names compare without case (RFC 9110 §5.1).</summary>
internal sealed class HeaderFields(IEnumerable<KeyValuePair<string, string>> fields) : IEnumerable<KeyValuePair<string, string>>
{
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

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
