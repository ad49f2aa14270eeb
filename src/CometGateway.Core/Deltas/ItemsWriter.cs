using System.Buffers.Text;

namespace CometGateway.Core.Deltas;

/// <summary>Writes the events of items, up to a limit that their names and data together may not pass.</summary>
internal sealed class ItemsWriter(int limit) : IDisposable
{
    // The most that an int takes.
    private const int Digits = 11;

    private readonly RentedBytes _bytes = new(4096);
    private readonly JsonSpans _events = new();
    private long _size;

    /// <summary>The first event of a whole list.</summary>
    public void Reset(int count)
    {
        _bytes.Add((byte)ItemEventKind.Reset);
        _bytes.Add("{\"count\":"u8);
        Utf8Formatter.TryFormat(count, _bytes.Room(Digits), out var digits);
        _bytes.Added(digits);
        TryEnd(ItemEventKind.Reset);
    }

    /// <summary>False when the events have come to more than the limit.</summary>
    public bool TryRemove(ItemList list, int index)
    {
        Start(ItemEventKind.Removed, list.Keys[index]);
        return TryEndWith(list.ValueOf(index), ItemEventKind.Removed);
    }

    /// <summary>Says the item and the one before it; false when the events have come to more than the limit.</summary>
    public bool TryPut(ItemEventKind kind, ItemList list, int index)
    {
        Start(kind, list.Keys[index]);
        if (index == 0)
        {
            _bytes.Add(",\"after\":null"u8);
        }
        else
        {
            _bytes.Add(",\"after\":\""u8);
            _bytes.Add(list.Keys[index - 1]);
            _bytes.Add((byte)'"');
        }

        return TryEndWith(list.ValueOf(index), kind);
    }

    /// <summary>The events written.</summary>
    public IReadOnlyList<DeltaEvent> Events()
    {
        var places = _events.Since(0);
        var ends = new int[places.Length];
        for (var k = 0; k < ends.Length; k++) ends[k] = places[k].End;
        return new ItemEventList(_bytes.Written.ToArray(), ends);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _events.Dispose();
    }

    private void Start(ItemEventKind kind, ReadOnlySpan<byte> key)
    {
        _bytes.Add((byte)kind);
        _bytes.Add("{\"key\":\""u8);
        _bytes.Add(key);
        _bytes.Add((byte)'"');
    }

    private bool TryEndWith(ReadOnlySpan<byte> value, ItemEventKind kind)
    {
        _bytes.Add(",\"value\":"u8);
        _bytes.Add(value);
        return TryEnd(kind);
    }

    private bool TryEnd(ItemEventKind kind)
    {
        _bytes.Add((byte)'}');
        var start = _events.Count == 0 ? 0 : _events.Last.End;
        _events.Push(start + 1, _bytes.Length);
        _size += ItemEventList.NameLength(kind) + _bytes.Length - start - 1;
        return _size <= limit;
    }
}
