namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>Up to here a difference in an object is gone to at once; farther on, its members are worth a look each, as they must be told apart.</summary>
    private const int Near = 256;

    /// <summary>No more bytes are searched for a second member of a name; beyond, it is cheaper to read all names.</summary>
    private const int MostSearched = 4096;

    /// <summary>Goes from one member that differs to the next, without a look at those that agree; only the names of the former are kept.</summary>
    /// <param name="start">The opening bracket in the old text.</param>
    private bool MembersThatDiffer(int start, ref int i, ref int j, int named)
    {
        while (_from[i] == '"' && _to[j] == '"')
        {
            var member = JsonScan.LastStart(_from, i, _agreement.Until(i, j), out _, out var close);
            if (close >= 0)
            {
                (i, j) = (close + 1, close + 1 + _agreement.Shift);
                return true;
            }

            (i, j) = (SkipFrom(member), SkipTo(member + _agreement.Shift));
            if (_from[i] != '"' || _to[j] != '"') break;
            var (nameI, nameJ) = (i, j);
            (i, j) = (JsonScan.EndOfString(_from, i), JsonScan.EndOfString(_to, j));
            if (!_from[nameI..i].SequenceEqual(_to[nameJ..j]))
            {
                (i, j) = (nameI, nameJ);
                break;
            }

            _names.Push(nameI + 1, i - 1);
            if (!_patch.TryDown(_from[(nameI + 1)..(i - 1)], out var above)) return false;
            (i, j) = (JsonMember.ValueAfter(_from, i), JsonMember.ValueAfter(_to, j));
            Value(ref i, ref j);
            _patch.Up(above);
            if (_patch.IsFull) return false;
            (i, j) = (SkipFrom(i), SkipTo(j));
            if (_from[i] == '}' && _to[j] == '}') return After(ref i, ref j);
            if (_from[i] == ',') i = SkipFrom(i + 1);
            if (_to[j] == ',') j = SkipTo(j + 1);
        }

        PushNames(start, i, named);
        var isSaid = OtherMembers(i, j, named, ref i, ref j);
        // They have been told apart by now, all of them.
        _names.PopTo(named);
        return isSaid;
    }

    /// <summary>Whether each name that was gone to means one member of the object.</summary>
    private readonly bool AreAlone(int start, int end, int named)
    {
        var names = _names.Since(named);
        if (names.Length * (long)(end - start) <= MostSearched && !_from[start..end].Contains((byte)'\\') && StandOnce(start, end, names)) return true;
        PushNames(start, end - 1, named);
        return ObjectNames.AreDistinct(_from, _names.Since(named));
    }

    /// <summary>False also when one stands there as a value, or in a value.</summary>
    private readonly bool StandOnce(int start, int end, ReadOnlySpan<(int Start, int End)> names)
    {
        foreach (var name in names)
        {
            var quoted = _from[(name.Start - 1)..(name.End + 1)];
            if (_from[start..name.End].IndexOf(quoted) >= 0 || _from[(name.End + 1)..end].IndexOf(quoted) >= 0) return false;
        }

        return true;
    }

    /// <summary>Keeps the names of all members from the opening bracket to before <paramref name="end"/>.</summary>
    private readonly void PushNames(int start, int end, int named)
    {
        _names.PopTo(named);
        for (var at = SkipFrom(start + 1); at < end;)
        {
            var member = JsonMember.At(_from, at);
            _names.Push(member.NameStart, member.NameEnd);
            at = member.Next(_from);
        }
    }
}
