using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>The items of an array from one place on, in rented memory.</summary>
internal sealed class JsonItems : IDisposable
{
    /// <summary>An array with more is replaced as a whole: it bounds the memory that an alignment takes.</summary>
    public const int Most = 1 << 20;

    private JsonItem[] _items = ArrayPool<JsonItem>.Shared.Rent(64);

    /// <summary>None yet.</summary>
    public JsonItems()
    {
    }

    /// <param name="at">The start of an item, or the closing bracket.</param>
    public JsonItems(ReadOnlySpan<byte> text, int at)
    {
        while (text[at] != ']')
        {
            if (Count == Most) return;
            var end = JsonScan.EndOfValue(text, at);
            Add(new(at, end));
            at = JsonMember.Next(text, end);
        }

        (End, IsWhole) = (at + 1, true);
    }

    public int Count { get; private set; }

    /// <summary>Behind the array.</summary>
    public int End { get; }

    /// <summary>False when there were more than <see cref="Most"/>.</summary>
    public bool IsWhole { get; }

    public ReadOnlySpan<JsonItem> Items => _items.AsSpan(0, Count);

    public ref readonly JsonItem this[int index] => ref _items[index];

    public void Add(JsonItem item)
    {
        if (Count == _items.Length) Grow();
        _items[Count++] = item;
    }

    public void DropLast() => Count--;

    public void Dispose() => ArrayPool<JsonItem>.Shared.Return(_items);

    private void Grow()
    {
        var larger = ArrayPool<JsonItem>.Shared.Rent(Count * 2);
        _items.AsSpan().CopyTo(larger);
        ArrayPool<JsonItem>.Shared.Return(_items);
        _items = larger;
    }
}
