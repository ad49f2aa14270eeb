using System.Text.Json;

namespace CometGateway.TestKit.Deltas;

/// <summary>What a client does with the events of the `items` form. Strict: an event that speaks of an item it does not have, or has already, is an error.</summary>
public sealed class ItemListReader
{
    private readonly LinkedList<(string Key, string Value)> _items = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, string Value)>> _byKey = [];

    /// <summary>Key and JSON text of each item, in order.</summary>
    public IReadOnlyList<(string Key, string Value)> Items => [.. _items];

    /// <summary>The number of items that the last `reset` announced.</summary>
    public int? Announced { get; private set; }

    public void Apply(string? name, ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        var root = document.RootElement;
        switch (name)
        {
            case "reset":
                _items.Clear();
                _byKey.Clear();
                Announced = root.GetProperty("count").GetInt32();
                break;
            case "removed":
                var value = root.GetProperty("value").GetRawText();
                if (TakeOut(Key(root)) != value) throw new InvalidOperationException($"The item removed was not {value}.");
                break;
            case "added" when _byKey.ContainsKey(Key(root)):
                throw new InvalidOperationException($"\"{Key(root)}\" is there already.");
            case "added":
                Put(root);
                break;
            case "changed":
                TakeOut(Key(root));
                Put(root);
                break;
            default:
                throw new InvalidOperationException($"\"{name}\" is no event of items.");
        }
    }

    private static string Key(JsonElement root) => root.GetProperty("key").GetString()!;

    private string TakeOut(string key)
    {
        if (!_byKey.Remove(key, out var item)) throw new InvalidOperationException($"There is no \"{key}\".");
        _items.Remove(item);
        return item.Value.Value;
    }

    private void Put(JsonElement root)
    {
        var item = (Key(root), root.GetProperty("value").GetRawText());
        _byKey[item.Item1] = root.GetProperty("after").GetString() is not { } after ? _items.AddFirst(item)
            : _byKey.TryGetValue(after, out var before) ? _items.AddAfter(before, item)
            : throw new InvalidOperationException($"There is no \"{after}\" to stand before \"{item.Item1}\".");
    }
}
