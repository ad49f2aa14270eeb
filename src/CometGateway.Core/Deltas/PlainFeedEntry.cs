using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Writes the XML of entries as JSON strings, so that each can be read without its feed: to the letter what <see cref="XmlFeed"/> writes. Most of an entry stands in the feed
/// as it is to be written, and goes over in one piece. What stands between entries passes through here too, as it must be as well-formed.
/// </summary>
internal ref struct PlainFeedEntry(ReadOnlySpan<byte> xml, RentedBytes values) : IDisposable
{
    private const int Outside = int.MaxValue / 2;

    private readonly ReadOnlySpan<byte> _xml = xml;
    private readonly RentedBytes _values = values;

    // What is written in another way than it stands there.
    private readonly RentedBytes _piece = new(1024);

    // The namespaces that a tag has to declare again.
    private readonly int[] _repeated = ArrayPool<int>.Shared.Rent(PlainXmlScanner.MaxAttributes + 1);
    private int _repeatedCount;
    private PlainXmlScope _scope = new(xml);

    // Up to here the entry is written.
    private int _writtenTo;

    /// <summary>Of the entry that is open; none is as deep when none is.</summary>
    public int Depth { get; private set; } = Outside;

    /// <summary>Begins an entry with the tag that comes next.</summary>
    public void Open(int at, int depth)
    {
        (_writtenTo, Depth) = (at, depth);
        _values.Add((byte)'"');
    }

    /// <summary>Ends the entry behind the tag that was last.</summary>
    public void Close(int at)
    {
        TextEscape.Add(_xml[_writtenTo..at], _values);
        _values.Add((byte)'"');
        Depth = Outside;
    }

    /// <summary>A tag with the name and the attributes of the scanner; false for what is not plain.</summary>
    /// <param name="depth">Of its element; 0 for the root.</param>
    /// <param name="binding">The namespace that it is in.</param>
    public bool TryAddTag(scoped in PlainXmlScanner tag, bool isEmpty, int depth, out int binding)
    {
        _repeatedCount = 0;
        if (!_scope.TryDeclare(tag.Attributes, depth) | !TryResolve(tag.Name.PrefixOf(_xml), depth, out binding)) return false;
        foreach (var attribute in tag.Attributes)
        {
            if (!TryResolve(attribute, depth)) return false;
        }

        if ((_repeatedCount > 0 || !tag.IsAsWritten) && !TryWriteTag(tag, isEmpty)) return false;
        if (isEmpty) _scope.Leave(depth);
        return true;
    }

    public void AddEndTag(scoped in PlainXmlScanner tag, int depth)
    {
        _scope.Leave(depth);
        if (tag.IsAsWritten) return;
        _piece.Add("</"u8);
        _piece.Add(tag.Name.Of(_xml));
        _piece.Add((byte)'>');
        AddPiece(tag);
    }

    /// <summary>False for what is not plain.</summary>
    public bool TryAddText(scoped in PlainXmlScanner text)
    {
        if (text.IsAsWritten) return true;
        if (!PlainXmlText.TryWrite(text.Content, _piece)) return false;
        AddPiece(text);
        return true;
    }

    /// <summary>A CDATA section or a comment.</summary>
    public void AddSection(scoped in PlainXmlScanner section)
    {
        if (section.IsAsWritten) return;
        PlainXmlText.WriteLines(_xml[section.Start..section.End], _piece);
        AddPiece(section);
    }

    public readonly ReadOnlySpan<byte> Uri(int binding) => _scope.Uri(binding);

    /// <summary>Whether two are the same namespace.</summary>
    public readonly bool IsSame(int binding, int other) => binding == other || _scope.Uri(binding).SequenceEqual(_scope.Uri(other));

    public readonly void Dispose()
    {
        _piece.Dispose();
        ArrayPool<int>.Shared.Return(_repeated);
        _scope.Dispose();
    }

    private bool TryResolve(ReadOnlySpan<byte> prefix, int depth, out int binding)
    {
        if (!_scope.TryFind(prefix, out binding)) return false;
        if (depth >= Depth && _scope.MustRepeat(binding, Depth, depth)) _repeated[_repeatedCount++] = binding;
        return true;
    }

    /// <summary>An attribute without a prefix is in no namespace, `xml` needs no declaration, and what declares one is written as it is.</summary>
    private bool TryResolve(PlainXmlAttribute attribute, int depth)
    {
        if (!attribute.Name.HasPrefix || attribute.IsNamespace(_xml)) return true;
        var prefix = attribute.Name.PrefixOf(_xml);
        // `xml:space` has rules of its own.
        return prefix.SequenceEqual("xml"u8) ? !attribute.Name.LocalOf(_xml).SequenceEqual("space"u8) : TryResolve(prefix, depth, out _);
    }

    private bool TryWriteTag(scoped in PlainXmlScanner tag, bool isEmpty)
    {
        _piece.Add((byte)'<');
        _piece.Add(tag.Name.Of(_xml));
        foreach (var attribute in tag.Attributes)
        {
            _piece.Add((byte)' ');
            _piece.Add(attribute.Name.Of(_xml));
            _piece.Add("=\""u8);
            if (!PlainXmlText.TryWriteValue(attribute.ValueOf(_xml), _piece)) return false;
            _piece.Add((byte)'"');
        }

        // Behind the attributes, the last first.
        while (_repeatedCount > 0) Repeat(_repeated[--_repeatedCount]);
        _piece.Add(isEmpty ? " />"u8 : ">"u8);
        AddPiece(tag);
        return true;
    }

    private readonly void Repeat(int binding)
    {
        var prefix = _scope.Prefix(binding);
        _piece.Add(prefix.IsEmpty ? " xmlns"u8 : " xmlns:"u8);
        _piece.Add(prefix);
        _piece.Add("=\""u8);
        _piece.Add(_scope.Uri(binding));
        _piece.Add((byte)'"');
    }

    /// <summary>Puts the piece in the place of what was read last; outside of entries it was only to be looked at.</summary>
    private void AddPiece(scoped in PlainXmlScanner read)
    {
        if (Depth != Outside)
        {
            TextEscape.Add(_xml[_writtenTo..read.Start], _values);
            TextEscape.Add(_piece.Written, _values);
            _writtenTo = read.End;
        }

        _piece.CutTo(0);
    }
}
