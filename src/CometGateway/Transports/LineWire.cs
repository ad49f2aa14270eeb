using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// JSON objects, one a line: {"event","id","data"}. HTTP streams send them as they are; WebSockets, iframes and connections with
/// many resources put the same lines into their own dress. A line holds no other line end, and begins with the bytes {".
/// </summary>
internal sealed class LineWire : IWire
{
    public static readonly LineWire Instance = new();

    public int Index => 1;

    public string Name => "ndjson";

    public string ContentType => "application/x-ndjson; charset=utf-8";

    public bool CanChain => true;

    public bool CanBeCoded => true;

    public byte[] Closing => [];

    /// <summary>
    /// Data is the JSON value where there is one, else a string. The last line carries the id; where there are several the first carries
    /// <see cref="SseWire.PartId"/>, as a client that is cut off between them has neither state.
    /// </summary>
    public byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from)
    {
        var frame = new ArrayBufferWriter<byte>(events.Sum(e => e.Data.Length + (e.Data.Length >> 3) + 48) + 64);
        for (var i = 0; i < events.Count; i++)
        {
            Begin(frame, events[i].Name ?? "message", i == events.Count - 1 ? state.Version.ToString() : i == 0 ? SseWire.PartId : null);
            if (IsOnlyReadAsJson(events, state, from)) frame.Write(",\"json\":false"u8);
            frame.Write(",\"data\":"u8);
            var data = events[i].Data;
            // Deltas and octets are JSON by their making; a page is what the site sent.
            if (state.Text is { } text && data.Equals(text) && !state.IsJson) WriteString(frame, data.Span);
            else WriteJson(frame, data.Span);
            frame.Write("}\n"u8);
        }

        if (events.Count == 0)
        {
            Begin(frame, "unchanged", state.Version.ToString());
            frame.Write("}\n"u8);
        }

        return frame.WrittenSpan.ToArray();
    }

    /// <summary>
    /// In the form text-delta data is a string in any case, and a client parses what is JSON. It is told where it must not, as the page is a plain text
    /// that only looks like a number or a word of JSON.
    /// </summary>
    private static bool IsOnlyReadAsJson(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) =>
        from is null && events is [{ Name: "snapshot" } whole] && state.Text is { } text && !whole.Data.Equals(text) && !state.IsJson && JsonText.IsValid(text.Span);

    public byte[] Status(ResourceStatus status) => [.. "{\"event\":\"status\",\"data\":"u8, .. StatusEvent.Of(status), .. "}\n"u8];

    public byte[] Opening(TimeSpan retry)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat((long)retry.TotalMilliseconds, digits, out var length);
        return [.. "{\"event\":\"retry\",\"data\":"u8, .. digits[..length], .. "}\n"u8];
    }

    public byte[] KeepAlive(bool isSeen) => "{\"event\":\"keepalive\"}\n"u8.ToArray();

    private static void Begin(ArrayBufferWriter<byte> frame, string name, string? id)
    {
        frame.Write("{\"event\":\""u8);
        frame.Write(Encoding.ASCII.GetBytes(name));
        frame.Write("\""u8);
        if (id is null) return;
        frame.Write(",\"id\":\""u8);
        frame.Write(Encoding.ASCII.GetBytes(id));
        frame.Write("\""u8);
    }

    private static void WriteString(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> text)
    {
        frame.Write("\""u8);
        frame.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        frame.Write("\""u8);
    }

    /// <summary>A line end in valid JSON stands between tokens, where a space says the same.</summary>
    private static void WriteJson(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> json)
    {
        var line = frame.GetSpan(json.Length)[..json.Length];
        json.CopyTo(line);
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        frame.Advance(json.Length);
    }
}
