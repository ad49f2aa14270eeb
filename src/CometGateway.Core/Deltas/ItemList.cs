using CometGateway.Core.Http;

namespace CometGateway.Core.Deltas;

/// <summary>
/// The items of a state in document order, each with a key that no other has: those of an array in JSON, or the entries of a feed.
/// It is in rented memory, and its values are slices of a text.
/// </summary>
internal sealed class ItemList(ReadOnlyMemory<byte> text, JsonItems values, ItemKeys keys, RentedBytes? own = null) : IDisposable
{
    /// <summary>A longer list is no list for this form.</summary>
    public const int MaxItems = 50_000;

    // With its name and keys around it an item of two bytes takes eighty: a list that would grow more than this is sent as the text it is.
    private const int MostGrowth = 4;

    private const int SmallSize = 64 * 1024;

    // `{"key":"","after":"","value":}` and the event's name.
    private const int EventBytes = 36;

    public int Count => values.Count;

    public ItemKeys Keys => keys;

    /// <summary>The items as text, for one who reads them.</summary>
    public IReadOnlyList<ItemsEntry> Items => [.. Enumerable.Range(0, Count).Select(k => new ItemsEntry(JsonName.Decode(keys[k])!, text[values[k].Start..values[k].End]))];

    /// <summary>Bytes that the list takes when it is sent as events, about.</summary>
    public int Size
    {
        get
        {
            var size = (2L * keys.Bytes.Length) + ((long)EventBytes * Count);
            foreach (var value in values.Items) size += value.End - value.Start;
            return (int)Math.Min(int.MaxValue, size);
        }
    }

    /// <summary>JSON in UTF-8 as it goes into an event.</summary>
    public ReadOnlySpan<byte> ValueOf(int index) => values[index].Of(text.Span);

    /// <summary>Null when the text has no list. Never throws, whatever the text holds.</summary>
    public static ItemList? Of(ReadOnlyMemory<byte> text, MediaType type, ArrayKeys keys)
    {
        var list = type.IsXml ? FeedItems.Of(text.Span) : ItemsInJson.Of(text, keys);
        if (list is null || list.Size <= Math.Max(SmallSize, (long)MostGrowth * text.Length)) return list;
        list.Dispose();
        return null;
    }

    public void Dispose()
    {
        values.Dispose();
        keys.Dispose();
        own?.Dispose();
    }
}
