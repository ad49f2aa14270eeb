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

    // Of each object that is open: where members of the old one start, up to where the walk is, and the names of those that were gone to.
    private readonly JsonStarts _starts = new();
    private readonly JsonSpans _told = new();
    private readonly JsonSpans _names = new();
    private int _depth;
    private JsonBlocks _blocks;

    public JsonPatchDiff(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ArrayKeys keys, JsonPatchWriter patch)
    {
        _from = from;
        _to = to;
        (_keys, _patch) = (keys, patch);
        _blocks = new(from, to);
    }

    public void Run()
    {
        var (i, j) = (JsonScan.SkipSpace(_from, 0), JsonScan.SkipSpace(_to, 0));
        Value(ref i, ref j);
    }

    public readonly void Dispose()
    {
        _blocks.Dispose();
        _starts.Dispose();
        _told.Dispose();
        _names.Dispose();
    }

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
        if (!JsonEquality.SameScalar(_from[startI..i], _to[startJ..j])) _patch.Replace(_to[startJ..j]);
    }

    /// <summary>Compares two values that stand at different places among others.</summary>
    private void Pair(int i, int end, int j)
    {
        var horizon = _blocks.Horizon;
        _blocks.Horizon = end;
        Value(ref i, ref j);
        _blocks.Horizon = horizon;
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

    private readonly int SkipFrom(int at) => JsonScan.SkipSpace(_from, at);

    private readonly int SkipTo(int at) => JsonScan.SkipSpace(_to, at);
}
