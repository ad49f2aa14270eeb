namespace CometGateway.Core.Deltas;

/// <summary>A stretch of bytes that stands in both texts.</summary>
/// <param name="Old">Where it begins in the old text.</param>
/// <param name="New">Where it begins in the new text.</param>
internal readonly record struct TextCopy(int Old, int New, int Length)
{
    public int OldEnd => Old + Length;

    public int NewEnd => New + Length;

    /// <summary>Two copies on one diagonal were found at the same shift between the texts.</summary>
    public int Diagonal => Old - New;

    /// <summary>How many bytes it gains for a writer that has to go on at <paramref name="from"/> of the new text.</summary>
    public int Score(int from) => Length - Math.Max(0, New - from);
}
