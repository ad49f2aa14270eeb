using System.Buffers;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Reads plain XML: elements, attributes, text, CDATA and comments, with names in ASCII. It is strict (XML 1.0 §2, §3.1), and what it does not know,
/// such as a document type, or does not allow is <see cref="PlainXmlToken.Other"/>. The text must have been passed by <see cref="PlainXmlChars.IsPlain"/>.
/// </summary>
internal ref struct PlainXmlScanner : IDisposable
{
    /// <summary>A tag with more is not plain: they are compared with each other one by one.</summary>
    public const int MaxAttributes = 64;

    // `=` are counted in what lies between two `<`, wherever they stand, as the other reader is kept from tags with more than 10,000. Here they are counted piece by piece.
    private const int MostEquals = 5_000;

    private readonly ReadOnlySpan<byte> _xml;
    private readonly PlainXmlAttribute[] _attributes = ArrayPool<PlainXmlAttribute>.Shared.Rent(MaxAttributes);

    // The names of the elements that are open.
    private readonly JsonSpans _open = new();
    private int _attributeCount;
    private int _at;
    private bool _hasRoot;

    public PlainXmlScanner(ReadOnlySpan<byte> xml)
    {
        _xml = xml;
        _at = PlainXmlDeclaration.End(xml);
    }

    /// <summary>How many elements are open: a start tag counts, a tag that is empty or an end does not.</summary>
    public readonly int Depth => _open.Count;

    /// <summary>Where what was read last begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public readonly int End => _at;

    /// <summary>Whether it is to the letter what an XmlWriter makes of it; false where nobody looked so closely.</summary>
    public bool IsAsWritten { get; private set; }

    /// <summary>Of the tag.</summary>
    public PlainXmlName Name { get; private set; }

    /// <summary>What a text, a CDATA section or a comment holds, as it is written.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    public readonly ReadOnlySpan<PlainXmlAttribute> Attributes => _attributes.AsSpan(0, _attributeCount);

    public PlainXmlToken Read()
    {
        (Start, IsAsWritten) = (_at, true);
        if (_at == _xml.Length) return _hasRoot && Depth == 0 ? PlainXmlToken.End : PlainXmlToken.Other;
        if (_xml[_at] != '<') return ReadText();
        // Behind the last letter, which is a `>`, nothing is looked for.
        return _xml[_at + 1] switch
        {
            (byte)'/' => ReadEndTag(),
            (byte)'!' => ReadSection(),
            (byte)'?' => ReadInstruction(),
            _ => ReadTag(),
        };
    }

    public readonly void Dispose()
    {
        ArrayPool<PlainXmlAttribute>.Shared.Return(_attributes);
        _open.Dispose();
    }

    private PlainXmlToken ReadText()
    {
        var length = _xml[_at..].IndexOf((byte)'<');
        if (length < 0) return PlainXmlToken.Other;
        Content = _xml.Slice(_at, length);
        _at += length;
        IsAsWritten = PlainXmlText.IsAsWritten(Content);
        if (Depth > 0) return HasFewEquals() ? PlainXmlToken.Text : PlainXmlToken.Other;
        return PlainXmlChars.IsSpace(Content) ? PlainXmlToken.Aside : PlainXmlToken.Other;
    }

    private PlainXmlToken ReadEndTag()
    {
        if (Depth == 0) return PlainXmlToken.Other;
        var (start, end) = _open.Last;
        var at = _at + 2;
        if (!_xml[at..].StartsWith(_xml[start..end])) return PlainXmlToken.Other;
        Name = new(at, at, at + end - start);
        at = PlainXmlChars.SkipSpace(_xml, Name.End);
        if (_xml[at] != '>') return PlainXmlToken.Other;
        IsAsWritten = at == Name.End;
        _open.PopTo(Depth - 1);
        _at = at + 1;
        return PlainXmlToken.EndTag;
    }

    private PlainXmlToken ReadSection()
    {
        var rest = _xml[_at..];
        if (rest.StartsWith("<!--"u8))
        {
            // Two hyphens can only be its end.
            var length = rest[4..].IndexOf("--"u8);
            if (length < 0 || rest[length + 6] != '>') return PlainXmlToken.Other;
            return Section(4, length, 3, Depth == 0 ? PlainXmlToken.Aside : PlainXmlToken.Comment);
        }

        if (Depth > 0 && rest.StartsWith("<![CDATA["u8))
        {
            var length = rest[9..].IndexOf("]]>"u8);
            if (length >= 0) return Section(9, length, 3, PlainXmlToken.CData);
        }

        return PlainXmlToken.Other;
    }

    private PlainXmlToken Section(int opening, int length, int closing, PlainXmlToken token)
    {
        Content = _xml.Slice(_at + opening, length);
        _at += opening + length + closing;
        IsAsWritten = !Content.Contains((byte)'\r');
        return HasFewEquals() ? token : PlainXmlToken.Other;
    }

    /// <summary>Style sheets are named in front of the root; within it there are none in feeds.</summary>
    private PlainXmlToken ReadInstruction()
    {
        var at = _at + 2;
        if (Depth > 0 || !PlainXmlChars.TryName(_xml, ref at, out var name) || name.HasPrefix) return PlainXmlToken.Other;
        if (Ascii.EqualsIgnoreCase(name.Of(_xml), "xml"u8)) return PlainXmlToken.Other;
        var length = _xml[at..].IndexOf("?>"u8);
        if (length < 0 || (length > 0 && PlainXmlChars.SkipSpace(_xml, at) == at)) return PlainXmlToken.Other;
        return Section(at - _at, length, 2, PlainXmlToken.Aside);
    }

    private PlainXmlToken ReadTag()
    {
        var at = _at + 1;
        if ((Depth == 0 && _hasRoot) || !PlainXmlChars.TryName(_xml, ref at, out var name)) return PlainXmlToken.Other;
        (Name, _attributeCount, _hasRoot) = (name, 0, true);
        while (true)
        {
            var start = PlainXmlChars.SkipSpace(_xml, at);
            switch (_xml[start])
            {
                case (byte)'>':
                    IsAsWritten &= start == at;
                    _open.Push(name.Start, name.End);
                    _at = start + 1;
                    return PlainXmlToken.StartTag;
                case (byte)'/':
                    IsAsWritten &= start == at + 1 && _xml[at] == ' ';
                    _at = start + 2;
                    return _xml[start + 1] == '>' ? PlainXmlToken.EmptyTag : PlainXmlToken.Other;
                default:
                    IsAsWritten &= start == at + 1 && _xml[at] == ' ';
                    if (start == at || !TryAttribute(start, out at)) return PlainXmlToken.Other;
                    break;
            }
        }
    }

    private bool TryAttribute(int at, out int end)
    {
        end = at;
        if (!PlainXmlChars.TryName(_xml, ref at, out var name)) return false;
        at = PlainXmlChars.SkipSpace(_xml, at);
        if (_xml[at] != '=') return false;
        at = PlainXmlChars.SkipSpace(_xml, at + 1);
        var quote = _xml[at];
        if (quote is not ((byte)'"' or (byte)'\'')) return false;
        var length = _xml[++at..].IndexOfAny(quote, (byte)'<');
        if (length < 0 || _xml[at + length] != quote || _attributeCount == MaxAttributes || IsThere(name)) return false;
        IsAsWritten = IsAsWritten && quote == '"' && at == name.End + 2 && PlainXmlText.IsValueAsWritten(_xml.Slice(at, length));
        _attributes[_attributeCount++] = new(name, at, at + length);
        end = at + length + 1;
        return true;
    }

    /// <summary>Whether there is one of the same name, or of one that may be the same: with different prefixes of the same namespace.</summary>
    private readonly bool IsThere(PlainXmlName name)
    {
        foreach (var other in Attributes)
        {
            if (other.Name.HasPrefix != name.HasPrefix || !other.Name.LocalOf(_xml).SequenceEqual(name.LocalOf(_xml))) continue;
            // `xmlns:a` says of no other that it is the same.
            if (name.Of(_xml).SequenceEqual(other.Name.Of(_xml)) || !(IsNamespace(name) || IsNamespace(other.Name))) return true;
        }

        return false;
    }

    private readonly bool IsNamespace(PlainXmlName name) => name.PrefixOf(_xml).SequenceEqual("xmlns"u8);

    private readonly bool HasFewEquals() => Content.Length <= MostEquals || Content.Count((byte)'=') <= MostEquals;
}
