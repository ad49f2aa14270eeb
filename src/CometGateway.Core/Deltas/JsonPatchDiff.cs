namespace CometGateway.Core.Deltas;

/// <summary>
/// Walks two JSON texts side by side and writes what differs. Bytes that agree are passed over without being read as JSON: between two
/// differences only brackets and commas are counted, and only what holds a difference is looked into.
/// </summary>
internal ref partial struct JsonPatchDiff
{
    /// <summary>What differs at a greater depth is replaced as a whole. It bounds the stack, and how often the same bytes are passed.</summary>
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _from;
    private readonly ReadOnlySpan<byte> _to;
    private readonly ArrayKeys _keys;
    private readonly JsonPatchWriter _patch;
    private readonly JsonSpans _names = new();
    private int _depth;

    // The stretch of _from that is known to agree with _to, where the same text stands _shift bytes further on.
    private int _agreeFrom;
    private int _agreeUntil;
    private int _shift;

    // Nothing beyond this place in _from is compared: an item that changed places is followed by what is not its own.
    private int _horizon;

    public JsonPatchDiff(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ArrayKeys keys, JsonPatchWriter patch)
    {
        _from = from;
        _to = to;
        (_keys, _patch) = (keys, patch);
        (_agreeFrom, _horizon) = (1, from.Length);
    }

    public void Run()
    {
        var (i, j) = (JsonScan.SkipSpace(_from, 0), JsonScan.SkipSpace(_to, 0));
        Value(ref i, ref j);
    }

    public readonly void Dispose() => _names.Dispose();

    /// <summary>Compares the values that start at both places, and leads behind them.</summary>
    private void Value(ref int i, ref int j)
    {
        if (_from[i] == _to[j] && _from[i] is (byte)'{' or (byte)'[')
        {
            Container(ref i, ref j);
            return;
        }

        var (startI, startJ) = (i, j);
        (i, j) = (JsonScan.EndOfValue(_from, i), JsonScan.EndOfValue(_to, j));
        if (!IsSameScalar(_from[startI..i], _to[startJ..j])) _patch.Replace(_to[startJ..j]);
    }

    /// <summary>Strings are the same when they mean the same (`"\/"` is `"/"`), everything else when it is written the same: numbers keep their text.</summary>
    private static bool IsSameScalar(ReadOnlySpan<byte> old, ReadOnlySpan<byte> now)
    {
        if (old.SequenceEqual(now)) return true;
        if (old[0] != '"' || now[0] != '"' || !(old.Contains((byte)'\\') || now.Contains((byte)'\\'))) return false;
        return JsonName.Decode(old[1..^1]) is { } text && text.Equals(JsonName.Decode(now[1..^1]), StringComparison.Ordinal);
    }

    /// <summary>Says the change of an object or array by operations within it, or by one that replaces it where that is shorter or nothing else is safe.</summary>
    private void Container(ref int i, ref int j)
    {
        var (startI, startJ, mark) = (i, j, _patch.Length);
        if (_depth < MaxDepth)
        {
            _depth++;
            var isSaid = _from[i] == '{' ? Object(ref i, ref j) : Array(ref i, ref j);
            _depth--;
            if (isSaid && !_patch.IsFull && _patch.Length - mark <= j - startJ + _patch.Path.Length + 40) return;
        }

        _patch.CutTo(mark);
        (i, j) = (JsonScan.EndOfValue(_from, startI), JsonScan.EndOfValue(_to, startJ));
        if (!_from[startI..i].SequenceEqual(_to[startJ..j])) _patch.Replace(_to[startJ..j]);
    }

    /// <summary>The first place in the old text, from <paramref name="i"/> on, at which the two texts differ.</summary>
    private int AgreeUntil(int i, int j)
    {
        if (j - i == _shift && i >= _agreeFrom && i <= _agreeUntil) return _agreeUntil;
        (_agreeFrom, _shift) = (i, j - i);
        return _agreeUntil = i + _from[i..Math.Max(i, _horizon)].CommonPrefixLength(_to[j..]);
    }

    /// <summary>Compares two values that do not follow on from each other's neighbours.</summary>
    private void Within(int i, int endI, int j)
    {
        var horizon = _horizon;
        _horizon = endI;
        Value(ref i, ref j);
        _horizon = horizon;
    }

    private readonly int SkipFrom(int at) => JsonScan.SkipSpace(_from, at);

    private readonly int SkipTo(int at) => JsonScan.SkipSpace(_to, at);
}
