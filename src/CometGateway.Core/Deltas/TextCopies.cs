using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>The copies of a delta in the order of the new text; what lies between them is inserted. Rents; must be returned.</summary>
internal struct TextCopies()
{
    private TextCopy[] _items = ArrayPool<TextCopy>.Shared.Rent(64);
    private int _count;
    private int _copied;

    public readonly ReadOnlySpan<TextCopy> Items => _items.AsSpan(0, _count);

    /// <summary>The end of the last copy in the new text: from here on everything is inserted so far.</summary>
    public readonly int End => _count == 0 ? 0 : _items[_count - 1].NewEnd;

    /// <summary>No delta that holds these copies and inserts all else up to <paramref name="position"/> is shorter than this.</summary>
    public readonly int LeastBytes(int position) => position - _copied + (ShortestCopy * _count);

    // `[0,1],`
    private const int ShortestCopy = 6;

    /// <summary>Takes a copy that ends behind all others; those that it covers are dropped, and it is left out when it is longer to say than its text.</summary>
    /// <param name="text">The new text.</param>
    public void Add(TextCopy copy, ReadOnlySpan<byte> text)
    {
        while (_count > 0 && _items[_count - 1].New >= copy.New) _copied -= _items[--_count].Length;
        var covered = Math.Max(0, End - copy.New);
        copy = new(copy.Old + covered, copy.New + covered, copy.Length - covered);
        if (copy.Length <= 0) return;

        if (_count > 0 && _items[_count - 1] is var last && last.NewEnd == copy.New && last.OldEnd == copy.Old)
            _items[_count - 1] = last with { Length = last.Length + copy.Length };
        else if (Pays(copy, text))
            Push(copy);
        else
            return;

        _copied += copy.Length;
    }

    public readonly void Return() => ArrayPool<TextCopy>.Shared.Return(_items);

    private void Push(TextCopy copy)
    {
        if (_count == _items.Length)
        {
            var larger = ArrayPool<TextCopy>.Shared.Rent(_count * 2);
            Items.CopyTo(larger);
            Return();
            _items = larger;
        }

        _items[_count++] = copy;
    }

    // Beside another copy it takes the place of an insert, `[12,34],`; within an insert it also ends that and begins another, `",[12,34],"`.
    private readonly bool Pays(TextCopy copy, ReadOnlySpan<byte> text)
    {
        // Equal texts are one copy however short they are.
        if (copy.Length == text.Length) return true;
        var cost = Digits(copy.Old) + Digits(copy.Length) + (copy.New == End ? 4 : 7);
        return copy.Length > cost || TextEscape.Length(text.Slice(copy.New, copy.Length)) > cost;
    }

    private static int Digits(int value)
    {
        var digits = 1;
        for (; value >= 10; value /= 10) digits++;
        return digits;
    }
}
