using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CometGateway.Core.Deltas;

/// <summary>Writes the events of items into one buffer, of which each event's data is a slice.</summary>
internal sealed class ItemsWriter : IDisposable
{
    private readonly int _limit;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<(string Name, int End)> _events = [];
    private readonly Utf8JsonWriter _json;
    private long _nameBytes;

    public ItemsWriter(int limit)
    {
        _limit = limit;
        // JSON in a stream and not in HTML: only what JSON itself reserves is escaped.
        _json = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>False when the events have come to more than the limit.</summary>
    public bool TryRemove(ItemsEntry item)
    {
        Start(item);
        return TryEnd("removed", item);
    }

    /// <param name="after">The key of the item before it, or null when it is the first.</param>
    public bool TryAdd(string name, ItemsEntry item, string? after)
    {
        Start(item);
        _json.WriteString("after"u8, after);
        return TryEnd(name, item);
    }

    /// <summary>The events written; to be called once, at the end.</summary>
    public IReadOnlyList<DeltaEvent> Events()
    {
        var events = new DeltaEvent[_events.Count];
        var start = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var (name, end) = _events[i];
            events[i] = new(name, _buffer.WrittenMemory[start..end]);
            start = end;
        }

        return events;
    }

    public void Dispose() => _json.Dispose();

    private void Start(ItemsEntry item)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("key"u8, item.Key);
    }

    private bool TryEnd(string name, ItemsEntry item)
    {
        _json.WritePropertyName("value"u8);
        _json.WriteRawValue(item.Value.Span, skipInputValidation: true);
        _json.WriteEndObject();
        _json.Flush();
        _events.Add((name, _buffer.WrittenCount));
        _nameBytes += name.Length;
        return _nameBytes + _buffer.WrittenCount <= _limit;
    }
}
