using System.Globalization;
using System.Text;

namespace CometGateway.Core.Deltas;

/// <summary>Which array of a JSON text is its list, and by what the items of it are told apart.</summary>
internal static class ItemsInJson
{
    public static ItemList? Of(ReadOnlyMemory<byte> text, ArrayKeys keys)
    {
        if (!JsonOutline.TryRead(text.Span, out var tree)) return null;
        foreach (var named in keys.Named)
        {
            if (!named.ArrayPath.Contains("*", StringComparer.Ordinal) && Find(tree, named.ArrayPath) is >= 0 and var array && tree.IsArray(array))
                return Listed(text, tree, array, KeysBy(tree, array, named.Member) ?? GuessedKeys(tree, array));
        }

        if (tree.IsArray(0)) return Listed(text, tree, 0, GuessedKeys(tree, 0));
        if (!tree.IsObject(0)) return null;

        var arrays = Arrays(tree);
        if (arrays.Count == 1) return Listed(text, tree, arrays[0].Array, GuessedKeys(tree, arrays[0].Array));
        foreach (var (array, count) in arrays.OrderByDescending(array => array.Count))
        {
            // Whether an empty list is the one that will have keys, nobody can say.
            if (count > 0 && GuessedKeys(tree, array) is { } guessed) return Listed(text, tree, array, guessed);
        }

        return null;
    }

    private static ItemList? Listed(ReadOnlyMemory<byte> text, JsonOutline tree, int array, List<string>? keys)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        for (var (item, end) = (array + 1, tree.After(array)); item < end; item = tree.After(item))
        {
            if (values.Count == ItemList.MaxItems) return null;
            values.Add(text[tree.Place(item)]);
        }

        return ItemList.Keyed(values, keys);
    }

    private static List<(int Array, int Count)> Arrays(JsonOutline tree)
    {
        var arrays = new List<(int Array, int Count)>();
        for (var (member, end) = (1, tree.After(0)); member < end; member = tree.After(member))
        {
            if (!tree.IsArray(member)) continue;
            var count = 0;
            for (var item = member + 1; item < tree.After(member); item = tree.After(item)) count++;
            arrays.Add((member, count));
        }

        return arrays;
    }

    private static List<string>? GuessedKeys(JsonOutline tree, int array)
    {
        foreach (var name in ArrayKeys.UsualNames)
        {
            if (KeysBy(tree, array, name) is { } keys) return keys;
        }

        return null;
    }

    /// <summary>The keys of all items, or null when an item has none or has that of another.</summary>
    private static List<string>? KeysBy(JsonOutline tree, int array, string name)
    {
        var keys = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var written = Encoding.UTF8.GetBytes($"\"{name}\"");
        for (var (item, end) = (array + 1, tree.After(array)); item < end; item = tree.After(item))
        {
            if (keys.Count == ItemList.MaxItems || !tree.IsObject(item) || KeyText(tree, Member(tree, item, name, written)) is not { } key || !seen.Add(key)) return null;
            keys.Add(key);
        }

        return keys;
    }

    // The digits and not the number: an id may be longer than a double can tell.
    private static string? KeyText(JsonOutline tree, int node) =>
        node < 0 ? null
        : tree.IsString(node) ? tree.String(node)
        : tree.IsNumber(node) ? Encoding.UTF8.GetString(tree.Raw(node))
        : null;

    private static int Find(JsonOutline tree, IReadOnlyList<string> path)
    {
        var node = 0;
        foreach (var segment in path)
        {
            node = tree.IsObject(node) ? Member(tree, node, segment, Encoding.UTF8.GetBytes($"\"{segment}\""))
                : tree.IsArray(node) ? Item(tree, node, segment)
                : JsonOutline.None;
            if (node < 0) break;
        }

        return node;
    }

    /// <summary>The member of that name; the last of several, as clients read them.</summary>
    private static int Member(JsonOutline tree, int node, string name, ReadOnlySpan<byte> written)
    {
        var found = JsonOutline.None;
        for (var (member, end) = (node + 1, tree.After(node)); member < end; member = tree.After(member))
        {
            var raw = tree.RawName(member);
            if (raw.SequenceEqual(written) || (raw.Contains((byte)'\\') && name.Equals(tree.Name(member), StringComparison.Ordinal))) found = member;
        }

        return found;
    }

    private static int Item(JsonOutline tree, int node, string segment)
    {
        // "01" is a name, never an index (RFC 6901 §4).
        if (!int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || (segment.Length > 1 && segment[0] == '0')) return JsonOutline.None;
        var (item, end) = (node + 1, tree.After(node));
        for (; index > 0 && item < end; index--) item = tree.After(item);
        return item < end ? item : JsonOutline.None;
    }
}
