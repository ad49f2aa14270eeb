using System.Buffers;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>By what the entries of a plain feed are told apart: their `guid` or `id`, else their `link`. Rented memory.</summary>
internal ref struct PlainFeedKeys(ReadOnlySpan<byte> xml) : IDisposable
{
    // A longer one is not plain: in so long a text the other reader does not tell space from text.
    private const int MaxText = 2_000;

    private readonly ReadOnlySpan<byte> _xml = xml;
    private readonly RentedBytes _text = new(4096);

    // Where the keys of the entries that were read are in the text; empty where there is none.
    private readonly JsonItems _ids = new();
    private readonly JsonItems _links = new();
    private JsonItem _id;
    private JsonItem _link;

    // What the element is that was begun last, and where its text begins.
    private Kind _kind;
    private int _start;

    private enum Kind { None, Id, Link }

    /// <summary>Begins an element right in an entry; false for what is not plain.</summary>
    /// <param name="isOwn">Whether it is of the entry's own vocabulary: a feed may carry other things with an id or a link.</param>
    public bool TryStart(PlainXmlName name, ReadOnlySpan<PlainXmlAttribute> attributes, bool isOwn)
    {
        _kind = Kind.None;
        var local = name.LocalOf(_xml);
        if (!isOwn || local.Length is not (2 or 4)) return true;
        if (local.SequenceEqual("guid"u8) || local.SequenceEqual("id"u8)) _kind = _id == default ? Kind.Id : Kind.None;
        else if (local.SequenceEqual("link"u8) && _link == default && IsToThePage(attributes)) _kind = Kind.Link;
        if (_kind == Kind.None) return true;
        _start = _text.Length;
        if (!TryFind(attributes, "href"u8, out var value)) return true;
        if (!PlainXmlText.TryDecodeValue(value, _text)) return false;
        Keep();
        return true;
    }

    /// <summary>A text right in the element; false for what is not plain.</summary>
    public readonly bool TryAddText(ReadOnlySpan<byte> text)
    {
        if (_kind == Kind.None) return true;
        var start = _text.Length;
        if (text.Length > MaxText || !PlainXmlText.TryDecode(text, _text)) return false;
        // Space between two comments is no text.
        if (PlainXmlChars.IsSpace(_text.Written[start..])) _text.CutTo(start);
        return true;
    }

    /// <summary>A CDATA section right in the element.</summary>
    public readonly void AddLines(ReadOnlySpan<byte> content)
    {
        if (_kind != Kind.None) PlainXmlText.WriteLines(content, _text);
    }

    /// <summary>Ends the element.</summary>
    public void End()
    {
        if (_kind != Kind.None) Keep();
        _kind = Kind.None;
    }

    public void EndEntry()
    {
        _ids.Add(_id);
        _links.Add(_link);
        (_id, _link) = (default, default);
    }

    /// <summary>Adds the keys of all entries; false when neither is in each and different in all.</summary>
    public readonly bool TryAddTo(ItemKeys keys) => TryAdd(_ids, keys) || TryAdd(_links, keys);

    public readonly void Dispose()
    {
        _text.Dispose();
        _ids.Dispose();
        _links.Dispose();
    }

    private readonly bool TryAdd(JsonItems found, ItemKeys keys)
    {
        keys.Clear();
        foreach (var key in found.Items)
        {
            if (key == default) return false;
            keys.Add(key.Of(_text.Written));
        }

        return keys.AreDistinct();
    }

    // The first counts, and an empty one is none.
    private void Keep()
    {
        var key = Trimmed(new(_start, _text.Length));
        if (key == default)
        {
            _text.CutTo(_start);
            return;
        }

        if (_kind == Kind.Id) _id = key;
        else _link = key;
        _kind = Kind.None;
    }

    private readonly JsonItem Trimmed(JsonItem key)
    {
        var (start, end) = key;
        var text = _text.Written;
        // Few have space around them, and few have more than ASCII.
        if (start < end && text[start] is > (byte)' ' and < 0x7F && text[end - 1] is > (byte)' ' and < 0x7F) return key;
        while (start < end && Rune.DecodeFromUtf8(text[start..end], out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) start += length;
        while (start < end && Rune.DecodeLastFromUtf8(text[start..end], out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) end -= length;
        return start == end ? default : new(start, end);
    }

    private readonly bool IsToThePage(ReadOnlySpan<PlainXmlAttribute> attributes)
    {
        if (!TryFind(attributes, "rel"u8, out var written)) return true;
        var start = _text.Length;
        var isAlternate = PlainXmlText.TryDecodeValue(written, _text) && _text.Written[start..].SequenceEqual("alternate"u8);
        _text.CutTo(start);
        return isAlternate;
    }

    private readonly bool TryFind(ReadOnlySpan<PlainXmlAttribute> attributes, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in attributes)
        {
            value = attribute.ValueOf(_xml);
            if (attribute.Name.Of(_xml).SequenceEqual(name)) return true;
        }

        value = [];
        return false;
    }
}
