using System.Buffers;

namespace CometGateway.Core.Deltas;

/// <summary>
/// The `items` form. A client applies the events in their order: `reset` drops all it has, `removed` takes an item out by its key,
/// `added` and `changed` put an item right after the one that `after` names (first when null), having taken it out if it was there.
/// </summary>
internal static class ItemEvents
{
    /// <summary>The list for one who has none of it, or of whom nobody knows what he has.</summary>
    public static IReadOnlyList<DeltaEvent> Whole(ItemList list)
    {
        using var writer = new ItemsWriter(int.MaxValue);
        writer.Reset(list.Count);
        for (var k = 0; k < list.Count; k++) writer.TryPut(ItemEventKind.Added, list, k);
        return writer.Events();
    }

    /// <summary>What leads from one list to the other, in the order of the new one; null when names and data come to more than <paramref name="limit"/> bytes.</summary>
    public static IReadOnlyList<DeltaEvent>? Between(ItemList from, ItemList to, int limit)
    {
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, to.Count));
        var flags = ArrayPool<bool>.Shared.Rent(Math.Max(1, from.Count + to.Count));
        try
        {
            var places = rented.AsSpan(0, to.Count);
            var isKept = flags.AsSpan(0, from.Count);
            var hasStayed = flags.AsSpan(from.Count, to.Count);
            FindPlaces(from.Keys, to.Keys, places, isKept);
            // Those of the longest run have stayed; to say of the others that they moved is enough to have all in order.
            IncreasingRun.Mark(places, hasStayed);
            using var writer = new ItemsWriter(limit);
            return TryWrite(writer, from, to, places, isKept, hasStayed) ? writer.Events() : null;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
            ArrayPool<bool>.Shared.Return(flags);
        }
    }

    private static bool TryWrite(ItemsWriter writer, ItemList from, ItemList to, ReadOnlySpan<int> places, ReadOnlySpan<bool> isKept, ReadOnlySpan<bool> hasStayed)
    {
        for (var k = 0; k < isKept.Length; k++)
        {
            if (!isKept[k] && !writer.TryRemove(from, k)) return false;
        }

        for (var k = 0; k < places.Length; k++)
        {
            if (hasStayed[k] && to.ValueOf(k).SequenceEqual(from.ValueOf(places[k]))) continue;
            if (!writer.TryPut(places[k] < 0 ? ItemEventKind.Added : ItemEventKind.Changed, to, k)) return false;
        }

        return true;
    }

    /// <param name="places">Written: for each new key its place among the old, or -1.</param>
    /// <param name="isKept">Written: whether an old key is still there.</param>
    private static void FindPlaces(ItemKeys old, ItemKeys keys, Span<int> places, Span<bool> isKept)
    {
        isKept.Clear();
        var numbers = new SpanTable(old.Bytes, keys.Bytes, old.Count + keys.Count);
        for (var k = 0; k < old.Count; k++) numbers.Add(isInTo: false, old.Start(k), old.End(k));
        for (var k = 0; k < keys.Count; k++)
        {
            var place = numbers.Add(isInTo: true, keys.Start(k), keys.End(k));
            places[k] = place < old.Count ? place : -1;
            if (place < old.Count) isKept[place] = true;
        }

        numbers.Dispose();
    }
}
