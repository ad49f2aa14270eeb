using System.Buffers;
using System.Text;
using System.Xml;

namespace CometGateway.Core.Deltas;

/// <summary>The entries of a feed in any XML, by the platform's reader and writer: for what is not plain, and to say what is not well-formed.</summary>
internal static class XmlFeed
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private const int MaxAttributes = 10_000;

    private static readonly XmlReaderSettings _document = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersFromEntities = 1024 };

    // Entitize: what is not said as a reference would be lost by the next reader, such as a carriage return.
    private static readonly XmlWriterSettings _fragment = new() { ConformanceLevel = ConformanceLevel.Fragment, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Null when the text is no well-formed feed.</summary>
    public static ItemList? Of(ReadOnlySpan<byte> text)
    {
        // Read as characters: what the document declares of its charset speaks of the bytes it once came in.
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetCharCount(text));
        try
        {
            return Of(chars.AsMemory(0, Encoding.UTF8.GetChars(text, chars)).TrimStart());
        }
        catch (Exception broken) when (broken is XmlException or ArgumentException)
        {
            // ArgumentException: the roof, or what the reader lets pass and the writer does not.
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>The most characters of all entries. Each repeats the namespaces it uses, as often as the feed pleases; this keeps it from growing without end.</summary>
    public static int Roof(int feed) => (int)Math.Min(int.MaxValue, (feed * 4L) + 65_536);

    private static ItemList? Of(ReadOnlyMemory<char> xml)
    {
        if (HasOvergrownTag(xml.Span)) return null;

        using var entries = new RentedChars(xml.Length, Roof(xml.Length));
        return Copy(xml, entries) is { } ends ? Listed(entries.Written, ends) : null;
    }

    // What reader and writer do with the attributes of a tag grows faster than their number. A tag holds no `<` but its first letter.
    private static bool HasOvergrownTag(ReadOnlySpan<char> xml)
    {
        foreach (var tag in xml.Split('<'))
        {
            if (Attributes(xml[tag]) > MaxAttributes) return true;
        }

        return false;
    }

    /// <summary>The `=` before the first `>` that no quotes enclose; what follows it is text. What begins with `!`, as CDATA does, is no tag.</summary>
    private static int Attributes(ReadOnlySpan<char> tag)
    {
        var count = 0;
        if (tag is ['!', ..]) return count;
        while (tag.IndexOfAny("=>\"'") is var at and >= 0 && tag[at] is not '>')
        {
            var mark = tag[at];
            tag = tag[(at + 1)..];
            if (mark is '=') count++;
            else tag = tag[(tag.IndexOf(mark) + 1)..];
        }

        return count;
    }

    /// <summary>Writes all entries, and says where each ends; null when there is no feed.</summary>
    private static List<int>? Copy(ReadOnlyMemory<char> xml, RentedChars entries)
    {
        using var source = new CharsReader(xml);
        using var reader = XmlReader.Create(source, _document);
        reader.MoveToContent();
        if (EntryName(reader) is not { } name) return null;

        using var writer = XmlWriter.Create(entries, _fragment);
        var ends = new List<int>();
        var isInChannel = false;
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth == 1) isInChannel = reader.LocalName is "channel";
            if (reader.NodeType != XmlNodeType.Element || !reader.LocalName.Equals(name, StringComparison.Ordinal) || !(reader.Depth == 1 || (reader.Depth == 2 && isInChannel)))
            {
                reader.Read();
                continue;
            }

            if (ends.Count == ItemList.MaxItems) return null;
            writer.WriteNode(reader, defattr: false);
            writer.Flush();
            ends.Add(entries.Length);
        }

        return ends;
    }

    private static string? EntryName(XmlReader root) => root.LocalName switch
    {
        "rss" => "item",
        "RDF" when root.NamespaceURI is Rdf => "item",
        "feed" => "entry",
        _ => null,
    };

    private static ItemList Listed(ReadOnlyMemory<char> entries, List<int> ends)
    {
        var (values, keys, own) = (new JsonItems(), new ItemKeys(ends.Count), new RentedBytes(entries.Length + (entries.Length / 8) + 64));
        var start = 0;
        foreach (var end in ends)
        {
            var place = own.Length;
            AddString(own, entries.Span[start..end]);
            values.Add(new(place, own.Length));
            start = end;
        }

        if (XmlFeedKeys.Of(entries, ends.Count) is { } named)
        {
            foreach (var key in named) keys.Add(Encoding.UTF8.GetBytes(key));
        }
        else
        {
            keys.AddContents(own.Written, values);
        }

        return new(own.WrittenMemory, values, keys, own);
    }

    private static void AddString(RentedBytes to, ReadOnlySpan<char> text)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        TextEscape.AddString(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)), to);
        ArrayPool<byte>.Shared.Return(utf8);
    }
}
