using System.Globalization;
using System.Text.Unicode;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Deltas;

/// <summary>Which array of a JSON text is its list, and by what the items of it are told apart.</summary>
internal static class ItemsInJson
{
    private const int None = -1;

    public static ItemList? Of(ReadOnlyMemory<byte> text, ArrayKeys keys)
    {
        var json = text.Span;
        if (!Utf8.IsValid(json) || !JsonText.IsValid(json)) return null;
        var root = JsonScan.SkipSpace(json, 0);
        foreach (var named in keys.Named)
        {
            if (!named.ArrayPath.Contains("*", StringComparer.Ordinal) && Find(json, root, named.ArrayPath) is >= 0 and var array && json[array] == '[')
                return Listed(text, array, named.Names, byContent: true);
        }

        if (json[root] == '[') return Listed(text, root, ArrayKeys.Usual, byContent: true);
        return json[root] == '{' ? OfMembers(text, root) : null;
    }

    private static ItemList? OfMembers(ReadOnlyMemory<byte> text, int root)
    {
        // Of each array its place, and how many items it has.
        using var arrays = new JsonSpans();
        var json = text.Span;
        for (var at = JsonScan.SkipSpace(json, root + 1); json[at] == '"';)
        {
            var member = JsonMember.At(json, at);
            if (json[member.Value] == '[') arrays.Push(member.Value, CountOf(json, member.Value));
            at = member.Next(json);
        }

        var found = arrays.Since(0);
        if (found.Length == 1) return Listed(text, found[0].Start, ArrayKeys.Usual, byContent: true);
        found.Sort(static (one, other) => one.End == other.End ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        foreach (var (array, count) in found)
        {
            // Whether an empty list is the one that will have keys, nobody can say.
            if (count > 0 && Listed(text, array, ArrayKeys.Usual, byContent: false) is { } list) return list;
        }

        return null;
    }

    private static int CountOf(ReadOnlySpan<byte> text, int array)
    {
        var first = JsonScan.SkipSpace(text, array + 1);
        if (text[first] == ']') return 0;
        var blocks = new JsonBlocks(text, text);
        var count = blocks.Stretch(first, first).Passed + 1;
        blocks.Dispose();
        return count;
    }

    /// <param name="byContent">Go by what the items hold when no name tells them apart; else there is then no list.</param>
    private static ItemList? Listed(ReadOnlyMemory<byte> text, int array, IReadOnlyList<byte[]> names, bool byContent)
    {
        var json = text.Span;
        if (CountOf(json, array) > ItemList.MaxItems) return null;
        var items = new JsonItems(json, JsonScan.SkipSpace(json, array + 1));
        var keys = new ItemKeys(items.Count);
        var list = new ItemList(text, items, keys);
        for (var k = 0; k < names.Count; k++)
        {
            if (TryKeys(json, items, names[k], keys)) return list;
        }

        if (byContent)
        {
            keys.AddContents(json, items);
            return list;
        }

        list.Dispose();
        return null;
    }

    /// <summary>False when an item has no such member, or has that of another.</summary>
    private static bool TryKeys(ReadOnlySpan<byte> text, JsonItems items, byte[] name, ItemKeys keys)
    {
        keys.Clear();
        foreach (var item in items.Items)
        {
            if (text[item.Start] != '{' || JsonMember.FindLast(text, item.Start, name) is not { } member || !keys.TryAdd(text[member.Value..member.End])) return false;
        }

        return keys.AreDistinct();
    }

    private static int Find(ReadOnlySpan<byte> text, int at, IReadOnlyList<string> path)
    {
        foreach (var segment in path)
        {
            at = text[at] switch
            {
                (byte)'{' => JsonMember.FindLast(text, at, JsonName.Encode(segment)) is { } member ? member.Value : None,
                (byte)'[' => ItemAt(text, at, segment),
                _ => None,
            };
            if (at < 0) break;
        }

        return at;
    }

    private static int ItemAt(ReadOnlySpan<byte> text, int array, string segment)
    {
        // "01" is a name, never an index (RFC 6901 §4).
        if (!int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || (segment.Length > 1 && segment[0] == '0')) return None;
        var at = JsonScan.SkipSpace(text, array + 1);
        for (; index > 0 && text[at] != ']'; index--) at = JsonMember.Next(text, JsonScan.EndOfValue(text, at));
        return text[at] == ']' ? None : at;
    }
}
