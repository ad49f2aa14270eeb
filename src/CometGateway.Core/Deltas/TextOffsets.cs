using System.Buffers;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>Byte offsets of a UTF-8 text told in UTF-16 code units, as JavaScript counts. Rents; must be returned.</summary>
internal readonly struct TextOffsets
{
    // Small enough that the count from a mark costs little, large enough that the marks do.
    private const int Stride = 256;

    // For each stride the units before its first whole character; null for ASCII, where both counts are the same.
    private readonly int[]? _marks;

    public TextOffsets(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text)) return;
        _marks = ArrayPool<int>.Shared.Rent((text.Length / Stride) + 1);
        var (units, from) = (0, 0);
        for (var mark = 0; mark * Stride <= text.Length; mark++)
        {
            var to = Floor(text, mark * Stride);
            units += Encoding.UTF8.GetCharCount(text[from..to]);
            _marks[mark] = units;
            from = to;
        }
    }

    /// <param name="text">The text it was made of.</param>
    /// <param name="offset">Of a whole character, or the text's end.</param>
    public int At(ReadOnlySpan<byte> text, int offset)
    {
        if (_marks is null) return offset;
        var mark = offset / Stride;
        return _marks[mark] + Encoding.UTF8.GetCharCount(text[Floor(text, mark * Stride)..offset]);
    }

    public void Return()
    {
        if (_marks is not null) ArrayPool<int>.Shared.Return(_marks);
    }

    private static int Floor(ReadOnlySpan<byte> text, int offset)
    {
        while (offset > 0 && !TextEnds.IsBoundary(text, offset)) offset--;
        return offset;
    }
}
