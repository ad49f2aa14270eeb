namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>
    /// Compares two objects member by member while their names agree, and by name from the first that does not.
    /// </summary>
    /// <returns>False when operations within it cannot say the change safely.</returns>
    private bool Object(ref int i, ref int j)
    {
        var (start, mark, named) = (i, _patch.Length, _names.Count);
        (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        var isSaid = _agreement.Until(i, j) - i <= Near
            ? MembersThatDiffer(start, ref i, ref j, named) && (_patch.Length == mark || AreAlone(start, i, named))
            : Members(ref i, ref j, named) && (_patch.Length == mark || ObjectNames.AreDistinct(_from, _names.Since(named)));
        _names.PopTo(named);
        return isSaid;
    }

    private bool Members(ref int i, ref int j, int named)
    {
        while (_from[i] == '"' && _to[j] == '"')
        {
            var (nameI, nameJ) = (i, j);
            var until = _agreement.Until(i, j);
            i = JsonScan.EndOfString(_from, i);
            j = i <= until ? i + _agreement.Shift : JsonScan.EndOfString(_to, j);
            if (i > until && !_from[nameI..i].SequenceEqual(_to[nameJ..j]))
                return OtherMembers(nameI, nameJ, named, ref i, ref j);

            _names.Push(nameI + 1, i - 1);
            (i, j) = (SkipFrom(SkipFrom(i) + 1), SkipTo(SkipTo(j) + 1));
            if (!TryPassEqual(ref i, ref j))
            {
                if (!_patch.TryDown(_from[(nameI + 1)..(_names.Last.End)], out var above)) return false;
                Value(ref i, ref j);
                _patch.Up(above);
                if (_patch.IsFull) return false;
            }

            (i, j) = (SkipFrom(i), SkipTo(j));
            if (_from[i] != _to[j]) break;
            if (_from[i] == '}') return After(ref i, ref j);
            (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        }

        if (_from[i] == '}' && _to[j] == '}') return After(ref i, ref j);
        if (_from[i] == ',') i = SkipFrom(i + 1);
        if (_to[j] == ',') j = SkipTo(j + 1);
        return OtherMembers(i, j, named, ref i, ref j);
    }

    private static bool After(ref int i, ref int j)
    {
        (i, j) = (i + 1, j + 1);
        return true;
    }

    /// <summary>Passes the two values when they are the same bytes and that is cheaply seen.</summary>
    private bool TryPassEqual(ref int i, ref int j)
    {
        var until = _agreement.Until(i, j);
        // An array is passed by its own walk, which need not go over it twice.
        if (_from[i] == '[' || i >= until) return false;
        var end = _from[i] == '{' ? JsonScan.EndOfContainer(_from, i, until) : JsonScan.EndOfValue(_from, i);
        // A number goes on behind the place up to which the texts agree; so the byte behind it must agree too.
        if (end < 0 || end >= until) return false;
        (i, j) = (end, end + _agreement.Shift);
        return true;
    }

    /// <summary>The members from the first places on are told apart by name.</summary>
    private bool OtherMembers(int restI, int restJ, int named, ref int i, ref int j)
    {
        var names = new ObjectNames(_from, _to, _names.Since(named), restI, restJ);
        try
        {
            (i, j) = (names.EndFrom, names.EndTo);
            return names.TryMatch() && TellMembers(ref names);
        }
        finally
        {
            names.Dispose();
        }
    }

    private bool TellMembers(ref ObjectNames names)
    {
        for (var k = 0; k < names.From.Length; k++)
        {
            if (!names.IsRemoved(k)) continue;
            if (!_patch.TryDown(names.From[k].Name(_from), out var above)) return false;
            _patch.Remove();
            _patch.Up(above);
        }

        for (var k = 0; k < names.To.Length && !_patch.IsFull; k++)
        {
            var member = names.To[k];
            if (!_patch.TryDown(member.Name(_to), out var above)) return false;
            if (names.SourceOf(k) is { } source) Within(source.Value, source.End, member.Value);
            else _patch.Add(_to[member.Value..member.End]);
            _patch.Up(above);
        }

        return !_patch.IsFull;
    }
}
