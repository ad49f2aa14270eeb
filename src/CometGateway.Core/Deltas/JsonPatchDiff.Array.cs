namespace CometGateway.Core.Deltas;

internal ref partial struct JsonPatchDiff
{
    /// <summary>Agreement of this many bytes behind two different items is taken for more than chance.</summary>
    private const int Telling = 32;

    /// <summary>How many pairs of different items are passed in search of agreement.</summary>
    private const int LookAhead = 8;

    /// <summary>
    /// Compares two arrays item by item while each is the same item edited in place, and by an alignment from the first that is not.
    /// </summary>
    /// <returns>False when operations within it cannot say the change.</returns>
    private bool Array(ref int i, ref int j)
    {
        byte[]? key = null;
        var index = 0;
        (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        while (_from[i] != ']' && _to[j] != ']')
        {
            var same = _blocks.Stretch(i, j);
            if (same.Close >= 0)
            {
                (i, j) = (same.Close + 1, same.Close + 1 + j - i);
                return true;
            }

            index += same.Passed;
            (i, j) = (SkipFrom(same.Start), SkipTo(same.Start + j - i));
            if (!IsSameItem(i, j, same.Until, ref key)) break;
            var above = _patch.Down(index++);
            Value(ref i, ref j);
            _patch.Up(above);
            if (_patch.IsFull) return false;
            (i, j) = (SkipFrom(i), SkipTo(j));
            var (isMoreFrom, isMoreTo) = (_from[i] == ',', _to[j] == ',');
            if (isMoreFrom) i = SkipFrom(i + 1);
            if (isMoreTo) j = SkipTo(j + 1);
        }

        return OtherItems(index, ref i, ref j);
    }

    /// <summary>
    /// Whether the two items are one that was edited in place. A guess: whatever it says, the patch is right; but a row that was inserted
    /// and is taken for an edit makes edits of all that follow it.
    /// </summary>
    /// <param name="until">Up to here in the old text they are the same.</param>
    private readonly bool IsSameItem(int i, int j, int until, ref byte[]? key)
    {
        if (_from[i] == '{' && _to[j] == '{' && (key ??= KeyOf(i, j)).Length > 0
            && JsonMember.Find(_from, i, key) is { } old)
        {
            if (old.End < until) return true;
            if (JsonMember.Find(_to, j, key) is { } now) return JsonEquality.SameScalar(_from[old.Value..old.End], _to[now.Value..now.End]);
        }

        for (var pair = 0; pair < LookAhead; pair++)
        {
            var (startI, startJ) = (i, j);
            (i, j) = (JsonScan.EndOfValue(_from, i), JsonScan.EndOfValue(_to, j));
            if (pair == 0 && _from[startI..i].SequenceEqual(_to[startJ..j])) return true;
            var agree = _from[i..Math.Min(i + Telling, _from.Length)].CommonPrefixLength(_to[j..]);
            if (agree == Telling) return true;
            (i, j) = (SkipFrom(i), SkipTo(j));
            if (_from[i] == ']' || _to[j] == ']') return pair == 0 && _from[i] == _to[j];
            (i, j) = (SkipFrom(i + 1), SkipTo(j + 1));
        }

        return false;
    }

    /// <summary>The name by which this array's items are told apart, judged by these two; empty when there is none.</summary>
    private readonly byte[] KeyOf(int i, int j)
    {
        var names = _keys.NamesFor(_patch.Path);
        for (var k = 0; k < names.Count; k++)
        {
            if (JsonMember.Find(_from, i, names[k]) is not null && JsonMember.Find(_to, j, names[k]) is not null) return names[k];
        }

        return [];
    }

    /// <summary>The items from both places on are aligned, as some were inserted, removed or moved.</summary>
    private bool OtherItems(int index, ref int i, ref int j)
    {
        using JsonItems from = new(_from, i), to = new(_to, j);
        (i, j) = (from.End, to.End);
        if (!from.IsWhole || !to.IsWhole) return false;
        while (from.Count > 0 && to.Count > 0 && from[^1].Of(_from).SequenceEqual(to[^1].Of(_to)))
        {
            from.DropLast();
            to.DropLast();
        }

        using var alignment = new ItemAlignment(from.Count, to.Count);
        if (from.Count > 0 && to.Count > 0 && !alignment.TryByKey(_from, _to, from.Items, to.Items, _keys.NamesFor(_patch.Path)))
            alignment.ByContent(_from, _to, from.Items, to.Items);
        return TellItems(index, from, to, alignment);
    }

    private bool TellItems(int index, JsonItems from, JsonItems to, ItemAlignment alignment)
    {
        for (var k = from.Count - 1; k >= 0; k--)
        {
            if (alignment.IsKept(k)) continue;
            var above = _patch.Down(index + k);
            _patch.Remove();
            _patch.Up(above);
            if (_patch.IsFull) return false;
        }

        using (var places = new ItemPlaces(alignment))
        {
            for (var k = 0; k < to.Count; k++)
            {
                if (alignment.IsInPlace(k)) continue;
                if (alignment.SourceOf(k) is var source and >= 0)
                {
                    var (before, after) = places.Move(source, k);
                    if (before != after) _patch.Move(index + before, index + after);
                }
                else
                {
                    var above = _patch.Down(index + places.Add(k));
                    _patch.Add(to[k].Of(_to));
                    _patch.Up(above);
                }

                if (_patch.IsFull) return false;
            }
        }

        for (var k = 0; k < to.Count; k++)
        {
            if (alignment.SourceOf(k) is not (var source and >= 0) || from[source].Of(_from).SequenceEqual(to[k].Of(_to))) continue;
            var above = _patch.Down(index + k);
            Pair(from[source].Start, from[source].End, to[k].Start);
            _patch.Up(above);
            if (_patch.IsFull) return false;
        }

        return true;
    }
}
