using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>
/// The entries of a feed in plain XML, which is what feeds are written in: no document type, no instruction within the root, no references but the five entities
/// and numbers, names in ASCII. Reads it once, byte by byte and in rented memory. For such a feed it gives what <see cref="XmlFeed"/> gives, to the letter;
/// of all that it does not know, and of all that is not well-formed, it says nothing.
/// </summary>
internal ref struct PlainFeed : IDisposable
{
    private static ReadOnlySpan<byte> Rdf => "http://www.w3.org/1999/02/22-rdf-syntax-ns#"u8;

    private readonly ReadOnlySpan<byte> _xml;
    private readonly long _roof;
    private readonly RentedBytes _values;
    private readonly JsonItems _items = new();
    private PlainXmlScanner _scanner;
    private PlainFeedEntry _entry;
    private PlainFeedKeys _keys;

    private ReadOnlySpan<byte> _entryName;

    // The namespace of the entry that is open.
    private int _entrySpace;
    private bool _isInChannel;
    private bool _isNoList;
    private bool _isTaken;

    private PlainFeed(ReadOnlySpan<byte> xml)
    {
        _xml = xml;
        _roof = XmlFeed.Roof(Encoding.UTF8.GetCharCount(xml));
        _values = new(xml.Length + (xml.Length / 8) + 64);
        _scanner = new(xml);
        _entry = new(xml, _values);
        _keys = new(xml);
    }

    /// <summary>False for what is not plain, of which it can say nothing. Else the list is null when the text is no feed or has too many entries.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out ItemList? list)
    {
        list = null;
        var xml = text.Trim(" \n\t\r"u8);
        if (!PlainXmlChars.IsPlain(xml)) return false;
        var feed = new PlainFeed(xml);
        try
        {
            if (!feed.TryReadAll()) return false;
            if (!feed._isNoList) list = feed.Listed();
            return true;
        }
        finally
        {
            feed.Dispose();
        }
    }

    public readonly void Dispose()
    {
        _scanner.Dispose();
        _entry.Dispose();
        _keys.Dispose();
        if (_isTaken) return;
        _items.Dispose();
        _values.Dispose();
    }

    // Right in an element that is right in the entry. Outside of entries there is none so deep.
    private readonly bool IsInKey => _scanner.Depth == _entry.Depth + 2;

    private bool TryReadAll()
    {
        while (!_isNoList && _values.Length <= _roof)
        {
            switch (_scanner.Read())
            {
                case PlainXmlToken.StartTag:
                    if (!TryStart(_scanner.Depth - 1, isEmpty: false)) return false;
                    break;
                case PlainXmlToken.EmptyTag:
                    if (!TryStart(_scanner.Depth, isEmpty: true)) return false;
                    End(_scanner.Depth);
                    break;
                case PlainXmlToken.EndTag:
                    _entry.AddEndTag(_scanner, _scanner.Depth);
                    End(_scanner.Depth);
                    break;
                case PlainXmlToken.Text:
                    if (!_entry.TryAddText(_scanner) || (IsInKey && !_keys.TryAddText(_scanner.Content))) return false;
                    break;
                case PlainXmlToken.CData:
                    _entry.AddSection(_scanner);
                    if (IsInKey) _keys.AddLines(_scanner.Content);
                    break;
                case PlainXmlToken.Comment:
                    _entry.AddSection(_scanner);
                    break;
                case PlainXmlToken.Aside:
                    break;
                case PlainXmlToken.End:
                    return true;
                default:
                    return false;
            }
        }

        return _isNoList;
    }

    private bool TryStart(int depth, bool isEmpty)
    {
        var name = _scanner.Name.LocalOf(_xml);
        if (depth == 1) _isInChannel = name.SequenceEqual("channel"u8);
        var isEntry = depth < _entry.Depth && (depth == 1 || (depth == 2 && _isInChannel)) && name.SequenceEqual(_entryName);
        if (isEntry) _entry.Open(_scanner.Start, depth);
        if (!_entry.TryAddTag(_scanner, isEmpty, depth, out var space)) return false;
        if (depth == 0) StartRoot(name, space);
        if (isEntry) (_entrySpace, _isNoList) = (space, _items.Count == ItemList.MaxItems);
        return depth != _entry.Depth + 1 || _keys.TryStart(_scanner.Name, _scanner.Attributes, _entry.IsSame(space, _entrySpace));
    }

    private void StartRoot(ReadOnlySpan<byte> name, int space)
    {
        if (name.SequenceEqual("feed"u8)) _entryName = "entry"u8;
        else if (name.SequenceEqual("rss"u8) || (name.SequenceEqual("RDF"u8) && _entry.Uri(space).SequenceEqual(Rdf))) _entryName = "item"u8;
        else _isNoList = true;
    }

    private void End(int depth)
    {
        if (depth == _entry.Depth + 1) _keys.End();
        if (depth != _entry.Depth) return;
        var start = _items.Count == 0 ? 0 : _items[^1].End;
        _entry.Close(_scanner.End);
        _items.Add(new(start, _values.Length));
        _keys.EndEntry();
    }

    private ItemList Listed()
    {
        _isTaken = true;
        var keys = new ItemKeys(_items.Count);
        if (!_keys.TryAddTo(keys)) keys.AddContents(_values.Written, _items);
        return new(_values.WrittenMemory, _items, keys, _values);
    }
}
