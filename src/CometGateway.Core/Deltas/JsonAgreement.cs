namespace CometGateway.Core.Deltas;

/// <summary>How far two texts that are walked side by side go on with the same bytes. What was found is kept until the walk leaves it.</summary>
internal ref struct JsonAgreement(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
{
    private readonly ReadOnlySpan<byte> _from = from;
    private readonly ReadOnlySpan<byte> _to = to;

    // The stretch of the old text that is known to agree; empty at first, as no walk comes to a place before 1 again.
    private int _start = 1;
    private int _end;

    /// <summary>How many bytes further on the same stands in the new text.</summary>
    public int Shift { get; private set; }

    /// <summary>Nothing beyond this place of the old text is compared: what changed places is followed by what is not its own.</summary>
    public int Horizon { get; set; } = from.Length;

    /// <summary>The first place in the old text, from <paramref name="i"/> on, at which the two texts differ.</summary>
    public int Until(int i, int j)
    {
        if (j - i == Shift && i >= _start && i <= _end) return _end;
        (_start, Shift) = (i, j - i);
        return _end = i + _from[i..Math.Max(i, Horizon)].CommonPrefixLength(_to[j..]);
    }
}
