namespace CometGateway.Core.Deltas;

/// <summary>
/// Walks two JSON objects side by side, member by member while their names agree and by name from the first that does not, and writes
/// what differs. Only objects are looked into; what agrees is passed over as bytes.
/// </summary>
internal ref struct MergePatchDiff(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, MergePatchWriter patch)
{
    // The call stack is finite; no page of data is as deep where it changes.
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _from = from;
    private readonly ReadOnlySpan<byte> _to = to;
    private readonly MergePatchWriter _patch = patch;
    private readonly JsonSpans _names = new();
    private JsonAgreement _agreement = new(from, to);

    /// <summary>Writes the patch between the two roots; false when no merge patch says the change.</summary>
    public bool TryRun()
    {
        var (i, j) = (JsonScan.SkipSpace(_from, 0), JsonScan.SkipSpace(_to, 0));
        if (_from[i] != '{' || _to[j] != '{') return false;
        _patch.Open();
        if (!TryObject(ref i, ref j, 0)) return false;
        _patch.Close();
        return true;
    }

    public readonly void Dispose() => _names.Dispose();

    /// <summary>Writes the members that differ, and leads behind both objects.</summary>
    private bool TryObject(ref int i, ref int j, int depth)
    {
        if (depth > MaxDepth) return false;
        var named = _names.Count;
        var isSaid = TryMembers(ref i, ref j, named, depth) && ObjectNames.AreDistinct(_from, _names.Since(named));
        _names.PopTo(named);
        return isSaid;
    }

    private bool TryMembers(ref int i, ref int j, int named, int depth)
    {
        (i, j) = (JsonScan.SkipSpace(_from, i + 1), JsonScan.SkipSpace(_to, j + 1));
        while (_from[i] == '"' && _to[j] == '"')
        {
            var (nameI, nameJ) = (i, j);
            (i, j) = (JsonScan.EndOfString(_from, i), JsonScan.EndOfString(_to, j));
            if (!_from[nameI..i].SequenceEqual(_to[nameJ..j])) return TryOtherMembers(nameI, nameJ, named, depth, ref i, ref j);

            _names.Push(nameI + 1, i - 1);
            (i, j) = (JsonMember.ValueAfter(_from, i), JsonMember.ValueAfter(_to, j));
            if (!TryPassEqual(ref i, ref j) && !TryValue(_to[(nameJ + 1)..(nameJ + _names.Last.End - nameI)], ref i, ref j, depth)) return false;
            (i, j) = (JsonMember.Next(_from, i), JsonMember.Next(_to, j));
        }

        return TryOtherMembers(i, j, named, depth, ref i, ref j);
    }

    /// <summary>Passes the two values when they are the same bytes.</summary>
    private bool TryPassEqual(ref int i, ref int j)
    {
        var until = _agreement.Until(i, j);
        if (i >= until) return false;
        var end = _from[i] is (byte)'{' or (byte)'[' ? JsonScan.EndOfContainer(_from, i, until) : JsonScan.EndOfValue(_from, i);
        // A number goes on behind the place up to which the texts agree; so the byte behind it must agree too.
        if (end < 0 || end >= until) return false;
        (i, j) = (end, end + _agreement.Shift);
        return true;
    }

    private bool TryValue(ReadOnlySpan<byte> name, ref int i, ref int j, int depth)
    {
        if (_from[i] == '{' && _to[j] == '{')
        {
            var opened = _patch.OpenMember(name);
            if (!TryObject(ref i, ref j, depth + 1)) return false;
            _patch.CloseOrForget(opened);
            return true;
        }

        var (startI, startJ) = (i, j);
        (i, j) = (JsonScan.EndOfValue(_from, i), JsonScan.EndOfValue(_to, j));
        return JsonEquality.Same(_from, startI, _to, startJ) || TryPut(name, _to[startJ..j]);
    }

    private bool TryPut(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => _patch.TryPut(name, value) && MergePatchValue.CanBeSaid(value, _names);

    /// <summary>The members from the first places on are told apart by name.</summary>
    private bool TryOtherMembers(int restI, int restJ, int named, int depth, ref int i, ref int j)
    {
        if (_from[restI] == '}' && _to[restJ] == '}')
        {
            (i, j) = (restI + 1, restJ + 1);
            return true;
        }

        var names = new ObjectNames(_from, _to, _names.Since(named), restI, restJ);
        try
        {
            (i, j) = (names.EndFrom, names.EndTo);
            return names.TryMatch() && TryTell(ref names, depth);
        }
        finally
        {
            names.Dispose();
        }
    }

    private bool TryTell(ref ObjectNames names, int depth)
    {
        var horizon = _agreement.Horizon;
        for (var k = 0; k < names.To.Length; k++)
        {
            var name = names.To[k].Name(_to);
            var value = names.To[k].Value;
            if (names.SourceOf(k) is not { } source)
            {
                if (!TryPut(name, _to[value..names.To[k].End])) return false;
                continue;
            }

            var old = source.Value;
            if (_from[old..source.End].SequenceEqual(_to[value..names.To[k].End])) continue;
            _agreement.Horizon = source.End;
            if (!TryValue(name, ref old, ref value, depth)) return false;
            _agreement.Horizon = horizon;
        }

        for (var k = 0; k < names.From.Length; k++)
        {
            if (names.IsRemoved(k) && !_patch.TryPut(names.From[k].Name(_from), "null"u8)) return false;
        }

        return true;
    }
}
