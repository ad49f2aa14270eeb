using System.Buffers;
using System.Numerics;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Numbers stretches of two texts by their bytes: the first of each gets the next number, and equal ones the same. Rented memory.
/// </summary>
internal ref struct SpanTable
{
    private readonly ReadOnlySpan<byte> _from;
    private readonly ReadOnlySpan<byte> _to;
    private readonly int[] _slots;
    private readonly Entry[] _entries;
    private readonly int _mask;

    /// <param name="capacity">The most stretches that will be added.</param>
    public SpanTable(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int capacity)
    {
        _from = from;
        _to = to;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, capacity * 2));
        _mask = size - 1;
        _slots = ArrayPool<int>.Shared.Rent(size);
        _slots.AsSpan(0, size).Clear();
        _entries = ArrayPool<Entry>.Shared.Rent(Math.Max(1, capacity));
    }

    /// <summary>How many different ones there are.</summary>
    public int Count { get; private set; }

    /// <summary>Its number; that of an equal one when there is one already.</summary>
    public int Add(bool isInTo, int start, int end)
    {
        var bytes = Bytes(isInTo, start, end);
        var hash = SpanHash.Of(bytes);
        for (var slot = hash & _mask; ; slot = (slot + 1) & _mask)
        {
            var number = _slots[slot] - 1;
            if (number < 0)
            {
                _entries[Count] = new(isInTo, start, end, hash);
                _slots[slot] = ++Count;
                return Count - 1;
            }

            ref readonly var entry = ref _entries[number];
            if (entry.Hash == hash && Bytes(entry.IsInTo, entry.Start, entry.End).SequenceEqual(bytes)) return number;
        }
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_slots);
        ArrayPool<Entry>.Shared.Return(_entries);
    }

    private readonly ReadOnlySpan<byte> Bytes(bool isInTo, int start, int end) => (isInTo ? _to : _from)[start..end];

    private readonly record struct Entry(bool IsInTo, int Start, int End, int Hash);
}
