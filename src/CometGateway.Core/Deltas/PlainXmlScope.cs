using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>
/// The namespaces that prefixes stand for where a document is read (Namespaces in XML 1.0 §6), and which of them an entry that is cut out of it has to declare again.
/// </summary>
internal ref struct PlainXmlScope(ReadOnlySpan<byte> xml) : IDisposable
{
    /// <summary>No namespace.</summary>
    public const int None = -1;

    // A document with more in one place is not plain, as they are looked through one by one.
    private const int MaxBindings = 64;

    private readonly ReadOnlySpan<byte> _xml = xml;
    private readonly Binding[] _bindings = ArrayPool<Binding>.Shared.Rent(MaxBindings);
    private int _count;
    private int _repeated;

    public readonly ReadOnlySpan<byte> Uri(int binding) => binding == None ? [] : _bindings[binding].Declaration.ValueOf(_xml);

    public readonly ReadOnlySpan<byte> Prefix(int binding) => _xml[_bindings[binding].PrefixStart.._bindings[binding].PrefixEnd];

    /// <summary>Declares what the attributes of an element at <paramref name="depth"/> declare; false for what is not plain.</summary>
    public bool TryDeclare(ReadOnlySpan<PlainXmlAttribute> attributes, int depth)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.IsNamespace(_xml) && !TryDeclare(attribute, depth)) return false;
        }

        return true;
    }

    /// <summary>What a prefix, or none, stands for; false for a prefix that is not declared.</summary>
    public readonly bool TryFind(ReadOnlySpan<byte> prefix, out int binding)
    {
        for (binding = _count - 1; binding >= 0; binding--)
        {
            if (Prefix(binding).SequenceEqual(prefix)) return true;
        }

        return prefix.IsEmpty;
    }

    /// <summary>
    /// Whether the element at <paramref name="depth"/> has to declare it once more: it was declared outside of the entry, and no element of the entry
    /// around this one does. From then on this one does.
    /// </summary>
    public bool MustRepeat(int binding, int entryDepth, int depth)
    {
        if (binding == None) return false;
        ref var found = ref _bindings[binding];
        if (found.Depth >= entryDepth || found.RepeatedAt > 0 || found.Declaration.ValueOf(_xml).IsEmpty) return false;
        found.RepeatedAt = depth;
        _repeated++;
        return true;
    }

    /// <summary>Forgets what the element at <paramref name="depth"/> declared.</summary>
    public void Leave(int depth)
    {
        while (_count > 0 && _bindings[_count - 1].Depth == depth) _count--;
        for (var k = 0; _repeated > 0 && k < _count; k++)
        {
            if (_bindings[k].RepeatedAt != depth) continue;
            _bindings[k].RepeatedAt = 0;
            _repeated--;
        }
    }

    public readonly void Dispose() => ArrayPool<Binding>.Shared.Return(_bindings);

    private bool TryDeclare(PlainXmlAttribute attribute, int depth)
    {
        var prefix = attribute.Name.HasPrefix ? attribute.Name.LocalOf(_xml) : [];
        var uri = attribute.ValueOf(_xml);
        if (_count == MaxBindings || (uri.IsEmpty && !prefix.IsEmpty) || !PlainXmlText.IsValueAsWritten(uri)) return false;
        // `xml` and `xmlns` have a meaning of their own, and so have their namespaces (§3).
        if (prefix.StartsWith("xml"u8) || uri.StartsWith("http://www.w3.org/XML/"u8) || uri.StartsWith("http://www.w3.org/2000/xmlns/"u8)) return false;
        _bindings[_count++] = new() { Declaration = attribute, PrefixStart = attribute.Name.End - prefix.Length, PrefixEnd = attribute.Name.End, Depth = depth };
        return true;
    }

    private struct Binding
    {
        public PlainXmlAttribute Declaration;
        public int PrefixStart;
        public int PrefixEnd;

        /// <summary>Of the element that declares it.</summary>
        public int Depth;

        /// <summary>The depth of the element of an entry that declares it again; 0 for none.</summary>
        public int RepeatedAt;
    }
}
