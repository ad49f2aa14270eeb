using System.Text;
using System.Xml;

namespace CometGateway.Core.Deltas;

/// <summary>By what the entries of a feed are told apart: their `guid` or `id`, else their `link`.</summary>
internal static class XmlFeedKeys
{
    private static readonly XmlReaderSettings _fragment = new() { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <param name="entries">The elements of all entries, one after the other.</param>
    /// <returns>Null when neither is in each entry and different in all.</returns>
    // One after the other, as few feeds come to the second.
    public static IReadOnlyList<string>? Of(ReadOnlyMemory<char> entries, int count) =>
        Unique(Read(entries, count, areLinks: false)) ?? Unique(Read(entries, count, areLinks: true));

    private static string?[] Read(ReadOnlyMemory<char> entries, int count, bool areLinks)
    {
        var keys = new string?[count];
        var text = new StringBuilder();
        var (entry, space) = (-1, "");
        var isKey = false;
        using var source = new CharsReader(entries);
        using var reader = XmlReader.Create(source, _fragment);
        while (reader.Read())
        {
            switch (reader.NodeType, reader.Depth)
            {
                case (XmlNodeType.Element, 0):
                    (entry, space) = (entry + 1, reader.NamespaceURI);
                    break;
                case (XmlNodeType.Element, 1):
                    // Of the entry's own vocabulary only: a feed may carry other things with an id or a link.
                    var name = reader.NamespaceURI.Equals(space, StringComparison.Ordinal) ? reader.LocalName : "";
                    isKey = keys[entry] is null && (areLinks ? name is "link" && reader.GetAttribute("rel") is null or "alternate" : name is "guid" or "id");
                    if (isKey) Keep(ref keys[entry], reader.GetAttribute("href"));
                    text.Clear();
                    break;
                case (XmlNodeType.Text or XmlNodeType.CDATA, 2) when isKey:
                    text.Append(reader.Value);
                    break;
                case (XmlNodeType.EndElement, 1):
                    if (isKey) Keep(ref keys[entry], text.ToString());
                    isKey = false;
                    break;
            }
        }

        return keys;
    }

    // The first counts, and an empty one is none.
    private static void Keep(ref string? key, string? text)
    {
        if (key is null && !string.IsNullOrWhiteSpace(text)) key = text.Trim();
    }

    private static string[]? Unique(string?[] keys)
    {
        var known = new HashSet<string>(keys.Length, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (key is null || !known.Add(key)) return null;
        }

        return keys!;
    }
}
