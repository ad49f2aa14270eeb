namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>
    /// Goes from one member that differs to the next, without a look at those that agree, while the names do; and goes by name from the first that does not.
    /// </summary>
    /// <returns>False when operations within it cannot say the change safely.</returns>
    private bool Object(ref int i, ref int j)
    {
        var (mark, starts, told) = (_patch.Length, _starts.Count, _told.Count);
        var isSaid = TryMembers(ref i, ref j)
            && (_from[i] == '}' && _to[j] == '}' ? After(ref i, ref j) && (_patch.Length == mark || AreAlone(i, starts, told)) : OtherMembers(starts, ref i, ref j));
        _starts.PopTo(starts);
        _told.PopTo(told);
        return isSaid;
    }

    /// <summary>Leads to the first names that are not the same, or to the closing brackets; false when no operation can name a member, or the patch is full.</summary>
    private bool TryMembers(ref int i, ref int j)
    {
        var open = i;
        (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        while (_from[i] == '"' && _to[j] == '"')
        {
            _starts.Push(i);
            var same = Members(open, i, j);
            if (same.Close >= 0)
            {
                (i, j) = (same.Close, same.Close + j - i);
                break;
            }

            (i, j) = (SkipFrom(same.Start), SkipTo(same.Start + j - i));
            var (name, nameJ) = (i, j);
            i = JsonScan.EndOfString(_from, i);
            j = i <= same.Until ? j + i - name : JsonScan.EndOfString(_to, j);
            if (i > same.Until && !_from[name..i].SequenceEqual(_to[nameJ..j]))
            {
                (i, j) = (name, nameJ);
                break;
            }

            _told.Push(name + 1, i - 1);
            if (!_patch.TryDown(_from, name + 1, i - 1, out var above)) return false;
            (i, j) = (JsonMember.ValueAfter(_from, i), JsonMember.ValueAfter(_to, j));
            Value(ref i, ref j);
            _patch.Up(above);
            if (_patch.IsFull) return false;
            (i, j) = (JsonMember.Next(_from, i), JsonMember.Next(_to, j));
        }

        return true;
    }

    /// <summary>How far both objects go on with the same bytes. Near the start of an object it is tried whether that ends nearby, as it mostly does in small ones.</summary>
    private JsonStretch Members(int open, int i, int j) =>
        i - open <= 2 * JsonBlock.Length && !_blocks.AreKnownToAgree(i, j, JsonBlock.Length)
        && JsonStretch.TryShort(_from[.._blocks.Horizon], i, _to, j, _starts, out var same) ? same : _blocks.Stretch(i, j, _starts);

    private static bool After(ref int i, ref int j)
    {
        (i, j) = (i + 1, j + 1);
        return true;
    }

    /// <summary>The members from these places on are told apart by name.</summary>
    private bool OtherMembers(int starts, ref int i, ref int j)
    {
        var names = new ObjectNames(_from, _to, NamesBefore(i, starts), i, j);
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
                Pair(source.Value, source.End, member.Value);
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
