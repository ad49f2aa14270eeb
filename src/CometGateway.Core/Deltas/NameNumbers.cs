namespace CometGateway.Core.Deltas;

/// <summary>
/// Numbers the names of members, the first of each with the next number and equal ones the same. Names are compared by their bytes as long as
/// none is written with an escape, and decoded as soon as one is: `a` and `\u0061` are the same name.
/// </summary>
internal ref struct NameNumbers(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int capacity)
{
    private readonly ReadOnlySpan<byte> _from = from;
    private readonly ReadOnlySpan<byte> _to = to;
    private SpanTable _spans = new(from, to, capacity);
    private Dictionary<string, int>? _decoded;

    /// <summary>To be called for every name of the old text before the first is numbered.</summary>
    public void Note(int start, int end)
    {
        if (_from[start..end].Contains((byte)'\\')) _decoded ??= [];
    }

    /// <summary>The same for the new text.</summary>
    public void NoteNew(int start, int end)
    {
        if (_to[start..end].Contains((byte)'\\')) _decoded ??= [];
    }

    /// <summary>From 0 on; -1 when the name is no Unicode text.</summary>
    public int Number(bool isInTo, int start, int end)
    {
        if (_decoded is null) return _spans.Add(isInTo, start, end);
        if (JsonName.Decode((isInTo ? _to : _from)[start..end]) is not { } name) return -1;
        _decoded.TryAdd(name, _decoded.Count);
        return _decoded[name];
    }

    public readonly void Dispose() => _spans.Dispose();
}
