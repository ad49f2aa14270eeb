using System.Text;
using System.Xml;

namespace CometGateway.Core.Deltas;

/// <summary>By what the entries of a feed are told apart: their `guid` or `id`, else their `link`.</summary>
internal static class FeedKeys
{
    private static readonly XmlReaderSettings _fragment = new() { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <param name="entries">The elements of all entries, one after the other.</param>
    /// <returns>Null when neither is in each entry and different in all.</returns>
    public static IReadOnlyList<string>? Of(string entries, int count)
    {
        var (ids, links) = (new string?[count], new string?[count]);
        var text = new StringBuilder();
        var (entry, space) = (-1, "");
        string?[]? target = null;
        using var source = new StringReader(entries);
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
                    target = name is "guid" or "id" ? ids : name is "link" && reader.GetAttribute("rel") is null or "alternate" ? links : null;
                    Keep(target, entry, reader.GetAttribute("href"));
                    text.Clear();
                    break;
                case (XmlNodeType.Text or XmlNodeType.CDATA, 2) when target is not null:
                    text.Append(reader.Value);
                    break;
                case (XmlNodeType.EndElement, 1):
                    Keep(target, entry, text.ToString());
                    target = null;
                    break;
            }
        }

        return Unique(ids) ?? Unique(links);
    }

    // The first counts, and an empty one is none.
    private static void Keep(string?[]? target, int entry, string? text)
    {
        if (target is not null && target[entry] is null && !string.IsNullOrWhiteSpace(text)) target[entry] = text.Trim();
    }

    private static string[]? Unique(string?[] keys)
    {
        string[] present = [.. keys.OfType<string>()];
        return present.Length == keys.Length && present.Distinct(StringComparer.Ordinal).Count() == keys.Length ? present : null;
    }
}
