namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>
    /// Goes from one member that differs to the next, without a look at those that agree, while the names do; and goes by name from the first that does not.
    /// </summary>
    /// <returns>False when operations within it cannot say the change safely.</returns>
    private bool Object(ref int i, ref int j)
    {
        var (start, mark, told) = (i, _patch.Length, _members.Count);
        var isSaid = TryMembers(ref i, ref j)
            && (_from[i] == '}' && _to[j] == '}' ? After(ref i, ref j) && (_patch.Length == mark || AreAlone(start, i, told)) : OtherMembers(start, told, ref i, ref j));
        _members.PopTo(told);
        return isSaid;
    }

    /// <summary>Leads to the first names that are not the same, or to the closing brackets; false when no operation can name a member, or the patch is full.</summary>
    private bool TryMembers(ref int i, ref int j)
    {
        (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        while (_from[i] == '"' && _to[j] == '"')
        {
            var same = JsonStretch.Of(_from, i, _to, j);
            if (same.Close >= 0)
            {
                (i, j) = (same.Close, same.Close + j - i);
                break;
            }

            (i, j) = (SkipFrom(same.Start), SkipTo(same.Start + j - i));
            if (_from[i] != '"' || _to[j] != '"') break;
            var (endI, endJ) = (JsonScan.EndOfString(_from, i), JsonScan.EndOfString(_to, j));
            if (!_from[i..endI].SequenceEqual(_to[j..endJ])) break;
            if (!_patch.TryDown(_from[(i + 1)..(endI - 1)], out var above)) return false;
            var member = i;
            (i, j) = (JsonMember.ValueAfter(_from, endI), JsonMember.ValueAfter(_to, endJ));
            Value(ref i, ref j);
            _patch.Up(above);
            if (_patch.IsFull) return false;
            _members.Push(member, i);
            (i, j) = (JsonMember.Next(_from, i), JsonMember.Next(_to, j));
        }

        return true;
    }

    private static bool After(ref int i, ref int j)
    {
        (i, j) = (i + 1, j + 1);
        return true;
    }

    /// <summary>The members from these places on are told apart by name.</summary>
    private bool OtherMembers(int start, int told, ref int i, ref int j)
    {
        var names = new ObjectNames(_from, _to, NamesBefore(i, start, told), i, j);
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
            if (names.SourceOf(k) is { } source)
            {
                var (old, now) = (source.Value, member.Value);
                Value(ref old, ref now);
            }
            else
            {
                _patch.Add(_to[member.Value..member.End]);
            }

            _patch.Up(above);
        }

        return !_patch.IsFull;
    }
}
