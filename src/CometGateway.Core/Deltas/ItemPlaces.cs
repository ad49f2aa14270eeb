using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>
/// Where each item stands while a patch is applied operation by operation. All places that an item has before or after have a slot in one order,
/// those after a move in front of those before it, and a tree of sums (Fenwick) counts the slots that are taken in front of one: O(log n) an operation.
/// </summary>
internal sealed class ItemPlaces : IDisposable
{
    private readonly int[] _slotOfOld;
    private readonly int[] _slotOfNew;
    private readonly int[] _sums;
    private readonly int _slots;

    public ItemPlaces(ItemAlignment alignment)
    {
        var (fromCount, toCount) = (alignment.FromCount, alignment.ToCount);
        _slotOfOld = ArrayPool<int>.Shared.Rent(Math.Max(1, fromCount));
        _slotOfNew = ArrayPool<int>.Shared.Rent(Math.Max(1, toCount));
        _sums = ArrayPool<int>.Shared.Rent(fromCount + toCount + 1);
        _sums.AsSpan(0, fromCount + toCount + 1).Clear();
        var i = 0;
        for (var k = 0; k <= toCount; k++)
        {
            if (k < toCount && !alignment.IsInPlace(k))
            {
                _slotOfNew[k] = _slots++;
                continue;
            }

            for (var until = k < toCount ? alignment.SourceOf(k) : fromCount; i < until; i++)
            {
                if (!alignment.IsKept(i)) continue;
                _slotOfOld[i] = _slots;
                _sums[++_slots] = 1;
            }

            if (k == toCount) break;
            _slotOfNew[k] = _slots;
            _sums[++_slots] = 1;
            i++;
        }

        for (var slot = 1; slot <= _slots; slot++)
        {
            var parent = slot + (slot & -slot);
            if (parent <= _slots) _sums[parent] += _sums[slot];
        }
    }

    /// <summary>Moves an old item to where it is in the new array.</summary>
    /// <returns>Its index, and the index it gets once it has been taken out.</returns>
    public (int Before, int After) Move(int indexInFrom, int indexInTo)
    {
        var before = TakenBefore(_slotOfOld[indexInFrom]);
        Change(_slotOfOld[indexInFrom], -1);
        return (before, Add(indexInTo));
    }

    /// <summary>Puts in a new item; returns its index.</summary>
    public int Add(int indexInTo)
    {
        var index = TakenBefore(_slotOfNew[indexInTo]);
        Change(_slotOfNew[indexInTo], 1);
        return index;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_slotOfOld);
        ArrayPool<int>.Shared.Return(_slotOfNew);
        ArrayPool<int>.Shared.Return(_sums);
    }

    private int TakenBefore(int slot)
    {
        var sum = 0;
        for (; slot > 0; slot -= slot & -slot) sum += _sums[slot];
        return sum;
    }

    private void Change(int slot, int by)
    {
        for (slot++; slot <= _slots; slot += slot & -slot) _sums[slot] += by;
    }
}
