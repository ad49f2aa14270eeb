namespace CometGateway.Core.Deltas;

/// <summary>
/// The XML of one entry, written so that it can be read without its feed: to the letter what <see cref="XmlFeed"/> writes. Rented memory.
/// Also what stands between entries passes through here, as it must be as well-formed.
/// </summary>
internal ref struct PlainFeedEntry(ReadOnlySpan<byte> xml) : IDisposable
{
    private readonly ReadOnlySpan<byte> _xml = xml;
    private readonly RentedBytes _written = new(4096);
    private PlainXmlScope _scope = new(xml);

    public readonly ReadOnlySpan<byte> Written => _written.Written;

    public readonly void Clear() => _written.CutTo(0);

    /// <summary>Writes a tag; false for what is not plain.</summary>
    /// <param name="entryDepth">The depth of the entry it is in; none is as deep when it is in none.</param>
    /// <param name="depth">Of its element; 0 for the root.</param>
    /// <param name="binding">The namespace that it is in.</param>
    public bool TryStart(PlainXmlName name, ReadOnlySpan<PlainXmlAttribute> attributes, bool isEmpty, int entryDepth, int depth, out int binding)
    {
        if (!_scope.TryDeclare(attributes, depth) | !_scope.TryFind(name.PrefixOf(_xml), out binding)) return false;
        // Those behind the attributes, the last first.
        Span<int> repeated = stackalloc int[PlainXmlScanner.MaxAttributes + 1];
        var count = 0;
        _written.Add((byte)'<');
        _written.Add(name.Of(_xml));
        if (depth >= entryDepth && _scope.MustRepeat(binding, entryDepth, depth)) repeated[count++] = binding;
        foreach (var attribute in attributes)
        {
            if (!TryFind(attribute, out var prefix)) return false;
            if (depth >= entryDepth && _scope.MustRepeat(prefix, entryDepth, depth)) repeated[count++] = prefix;
            _written.Add((byte)' ');
            _written.Add(attribute.Name.Of(_xml));
            _written.Add("=\""u8);
            if (!PlainXmlText.TryWriteValue(attribute.Value.Of(_xml), _written)) return false;
            _written.Add((byte)'"');
        }

        while (count > 0) Repeat(repeated[--count]);
        _written.Add(isEmpty ? " />"u8 : ">"u8);
        if (isEmpty) _scope.Leave(depth);
        return true;
    }

    public void End(PlainXmlName name, int depth)
    {
        _written.Add("</"u8);
        _written.Add(name.Of(_xml));
        _written.Add((byte)'>');
        _scope.Leave(depth);
    }

    public readonly bool TryAddText(ReadOnlySpan<byte> text) => PlainXmlText.TryWrite(text, _written);

    /// <summary>A CDATA section or a comment.</summary>
    public readonly void AddSection(ReadOnlySpan<byte> start, ReadOnlySpan<byte> content, ReadOnlySpan<byte> end)
    {
        _written.Add(start);
        PlainXmlText.WriteLines(content, _written);
        _written.Add(end);
    }

    public readonly ReadOnlySpan<byte> Uri(int binding) => _scope.Uri(binding);

    /// <summary>Whether two are the same namespace.</summary>
    public readonly bool IsSame(int binding, int other) => binding == other || _scope.Uri(binding).SequenceEqual(_scope.Uri(other));

    public readonly void Dispose()
    {
        _written.Dispose();
        _scope.Dispose();
    }

    /// <summary>The namespace of an attribute. One without a prefix has none, `xml` needs no declaration, and what declares is written as it is.</summary>
    private readonly bool TryFind(PlainXmlAttribute attribute, out int binding)
    {
        binding = PlainXmlScope.None;
        if (!attribute.Name.HasPrefix || attribute.IsNamespace(_xml)) return true;
        var prefix = attribute.Name.PrefixOf(_xml);
        // `xml:space` has rules of its own.
        return prefix.SequenceEqual("xml"u8) ? !attribute.Name.LocalOf(_xml).SequenceEqual("space"u8) : _scope.TryFind(prefix, out binding);
    }

    private readonly void Repeat(int binding)
    {
        var prefix = _scope.Prefix(binding);
        _written.Add(prefix.IsEmpty ? " xmlns"u8 : " xmlns:"u8);
        _written.Add(prefix);
        _written.Add("=\""u8);
        _written.Add(_scope.Uri(binding));
        _written.Add((byte)'"');
    }
}
