using System.Text;
using CometGateway.Core.Deltas;

namespace CometGateway.Core.Tests.Deltas;

/// <summary>Compares what two readers made of one feed.</summary>
internal static class FeedLists
{
    /// <summary>Null when both have the same keys and values in the same order, or both have no list.</summary>
    public static string? Difference(ItemList? expected, ItemList? list)
    {
        if (expected is null || list is null) return expected is null == list is null ? null : $"{Shown(expected)} became {Shown(list)}";
        if (expected.Keys.Bytes.SequenceEqual(list.Keys.Bytes) && expected.Items.Select(Shown).SequenceEqual(list.Items.Select(Shown))) return null;
        return $"{Shown(expected)} became {Shown(list)}";
    }

    private static string Shown(ItemList? list) => list is null ? "no list" : string.Join('\n', list.Items.Select(Shown));

    private static string Shown(ItemsEntry item) => $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)}";
}
