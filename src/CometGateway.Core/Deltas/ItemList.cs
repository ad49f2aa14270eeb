using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using CometGateway.Core.Http;

namespace CometGateway.Core.Deltas;

/// <summary>The items of a state in document order, each with a key that no other has: those of an array in JSON, or the entries of a feed.</summary>
internal sealed class ItemList
{
    /// <summary>A longer list is no list for this form.</summary>
    public const int MaxItems = 50_000;

    // With its name and keys around it an item of two bytes takes eighty: a list that would grow more than this is sent as the text it is.
    private const int MostGrowth = 4;

    private const int SmallSize = 64 * 1024;

    // `{"key":"","after":"","value":}` and the event's name.
    private const int EventBytes = 36;

    private ItemList(IReadOnlyList<ItemsEntry> items) => Items = items;

    public IReadOnlyList<ItemsEntry> Items { get; }

    /// <summary>Bytes that the list takes when it is sent as events, about.</summary>
    public int Size => (int)Math.Min(int.MaxValue, Items.Sum(item => item.Value.Length + (2L * item.Key.Length) + EventBytes));

    /// <summary>Null when the text has no list. Never throws, whatever the text holds.</summary>
    public static ItemList? Of(ReadOnlyMemory<byte> text, MediaType type, ArrayKeys keys) =>
        (type.IsXml ? FeedItems.Of(text.Span) : ItemsInJson.Of(text, keys)) is { } list && list.Size <= Math.Max(SmallSize, (long)MostGrowth * text.Length) ? list : null;

    /// <param name="keys">One for each value and all different, or null when nothing tells the values apart but what they hold.</param>
    public static ItemList Keyed(IReadOnlyList<ReadOnlyMemory<byte>> values, IReadOnlyList<string>? keys)
    {
        var items = new ItemsEntry[values.Count];
        var repeats = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++) items[i] = new(keys?[i] ?? ContentKey(values[i].Span, repeats), values[i]);
        return new(items);
    }

    // `~` is no letter of base64url: a repeat cannot have the id of other content.
    private static string ContentKey(ReadOnlySpan<byte> value, Dictionary<string, int> repeats)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, digest);
        var id = Base64Url.EncodeToString(digest[..12]);
        var count = repeats[id] = repeats.GetValueOrDefault(id) + 1;
        return count == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}~{count}");
    }
}
