namespace CometGateway.Core.Deltas;

/// <summary>Writes one merge patch. Names and values are copied as they are written in the two texts, so that numbers keep their digits.</summary>
internal readonly ref struct MergePatchWriter(JsonOutline from, JsonOutline to, int limit)
{
    // The call stack is finite; no page of data is as deep where it changes.
    private const int MaxDepth = 256;

    private const int Seen = -2;

    private readonly JsonOutline _from = from;
    private readonly JsonOutline _to = to;
    private readonly List<byte> _output = [];

    /// <summary>The patch between the two roots, which are objects, or null.</summary>
    public byte[]? Write() => TryObject(0, 0, 0) && _output.Count <= limit ? [.. _output] : null;

    private bool TryObject(int before, int after, int depth)
    {
        _output.Add((byte)'{');
        if (!_from.Raw(before).SequenceEqual(_to.Raw(after)) && !(depth < MaxDepth && TryMembers(before, after, depth))) return false;
        _output.Add((byte)'}');
        return true;
    }

    private bool TryMembers(int before, int after, int depth)
    {
        if (_from.Members(before) is not { } old) return false;
        for (var (member, end) = (after + 1, _to.After(after)); member < end; member = _to.After(member))
        {
            if (_to.Name(member) is not { } name) return false;
            var place = old.GetValueOrDefault(name, JsonOutline.None);
            // A name that was here before: which of its values counts, a client may see otherwise.
            if (place == Seen) return false;
            if (!TryMember(place, member, depth)) return false;
            old[name] = Seen;
        }

        foreach (var removed in old.Values)
        {
            if (removed != Seen && !TryPut(_from.RawName(removed), "null"u8)) return false;
        }

        return true;
    }

    private bool TryMember(int before, int after, int depth)
    {
        var start = _output.Count;
        if (before >= 0 && _from.IsObject(before) && _to.IsObject(after))
        {
            PutName(_to.RawName(after));
            var value = _output.Count;
            if (!TryObject(before, after, depth + 1)) return false;

            // Nothing but white space and order has changed in it.
            if (_output.Count == value + "{}".Length) _output.RemoveRange(start, _output.Count - start);
            return true;
        }

        if (before >= 0 && JsonEquality.Same(_from, before, _to, after, MaxDepth)) return true;
        return TryPut(_to.RawName(after), _to.Raw(after)) && CanBeSaid(after);
    }

    /// <summary>Is the value, sent as it is, what a client then has? In arrays null is a value like any other.</summary>
    private bool CanBeSaid(int value)
    {
        var arrayEnd = 0;
        for (var (node, end) = (value, _to.After(value)); node < end; node++)
        {
            if (_to.IsString(node) && !JsonOutline.IsUnicode(_to.Raw(node))) return false;
            if (_to.HasName(node) && !JsonOutline.IsUnicode(_to.RawName(node))) return false;
            if (node < arrayEnd) continue;
            if (_to.IsNull(node) || (_to.IsObject(node) && _to.Members(node) is null)) return false;
            if (_to.IsArray(node)) arrayEnd = _to.After(node);
        }

        return true;
    }

    // The names of objects are not counted until something in them is: until then they may be taken back.
    private bool TryPut(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        PutName(name);
        if (_output.Count + (long)value.Length > limit) return false;
        _output.AddRange(value);
        return true;
    }

    private void PutName(ReadOnlySpan<byte> name)
    {
        if (_output[^1] != '{') _output.Add((byte)',');
        _output.AddRange(name);
        _output.Add((byte)':');
    }
}
