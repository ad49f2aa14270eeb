using System.Globalization;
using System.Text;

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
        var items = list.Items;
        for (var i = 0; i < items.Count; i++) writer.TryAdd("added", items[i], i == 0 ? null : items[i - 1].Key);
        var reset = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"count\":{items.Count}}}"));
        return [new("reset", reset), .. writer.Events()];
    }

    /// <summary>What leads from one list to the other, in the order of the new one; null when names and data come to more than <paramref name="limit"/> bytes.</summary>
    public static IReadOnlyList<DeltaEvent>? Between(ItemList from, ItemList to, int limit)
    {
        var (old, items) = (from.Items, to.Items);
        var places = Places(old, items);
        var isKept = new bool[old.Count];
        foreach (var place in places)
        {
            if (place >= 0) isKept[place] = true;
        }

        using var writer = new ItemsWriter(limit);
        for (var i = 0; i < old.Count; i++)
        {
            if (!isKept[i] && !writer.TryRemove(old[i])) return null;
        }

        // Those of the longest run have stayed; to say of the others that they moved is enough to have all in order.
        var hasStayed = new bool[items.Count];
        IncreasingRun.Mark(places, hasStayed);
        for (var i = 0; i < items.Count; i++)
        {
            if (hasStayed[i] && items[i].Value.Span.SequenceEqual(old[places[i]].Value.Span)) continue;
            if (!writer.TryAdd(places[i] < 0 ? "added" : "changed", items[i], i == 0 ? null : items[i - 1].Key)) return null;
        }

        return writer.Events();
    }

    /// <summary>For each item its place in the old list, or -1.</summary>
    private static int[] Places(IReadOnlyList<ItemsEntry> old, IReadOnlyList<ItemsEntry> items)
    {
        var byKey = new Dictionary<string, int>(old.Count, StringComparer.Ordinal);
        for (var i = 0; i < old.Count; i++) byKey.Add(old[i].Key, i);
        return [.. items.Select(item => byKey.GetValueOrDefault(item.Key, -1))];
    }
}
