using System.Buffers;
using System.Buffers.Text;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>Server-Sent Events (WHATWG HTML §9.2). Every method makes the bytes of whole events.</summary>
internal sealed class SseWire : IWire
{
    public static readonly SseWire Instance = new();

    /// <summary>A comment: invisible to page code, enough to keep the path open.</summary>
    public static readonly byte[] KeepAlive = ":\n\n"u8.ToArray();

    /// <summary>For pages that watch the stream themselves: comments never reach page code, a named event does.</summary>
    public static readonly byte[] NamedKeepAlive = "event: keepalive\ndata: {}\n\n"u8.ToArray();

    /// <summary>An id that no state has: whoever comes back with it has a part of a change, and is sent a whole state.</summary>
    public const string PartId = "~";

    public int Index => 0;

    public string Name => "sse";

    public string ContentType => "text/event-stream; charset=utf-8";

    public bool CanChain => true;

    public bool CanBeCoded => true;

    public byte[] Closing => [];

    byte[] IWire.Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) => Events(events, state.Version);

    byte[] IWire.Status(ResourceStatus status) => Status(status);

    public byte[] Opening(TimeSpan retry) => Retry(retry);

    byte[] IWire.KeepAlive(bool isSeen) => isSeen ? NamedKeepAlive : KeepAlive;

    /// <summary>
    /// The events of one state or change. The last carries the id; where there are several the first carries <see cref="PartId"/>, as a client that is
    /// cut off between them has neither the state before nor the one after. No events at all still give the id, as a block without data, which
    /// dispatches nothing but counts (§9.2.6).
    /// </summary>
    public static byte[] Events(IReadOnlyList<DeltaEvent> events, Version id)
    {
        var frame = new ArrayBufferWriter<byte>(events.Sum(e => e.Data.Length + (e.Data.Length >> 3) + 32) + 32);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Name is { } name) Field(frame, "event: "u8, name);
            if (i == events.Count - 1) Field(frame, "id: "u8, id.ToString());
            else if (i == 0) Field(frame, "id: "u8, PartId);
            Data(frame, events[i].Data.Span);
            frame.Write("\n"u8);
        }

        if (events.Count == 0)
        {
            Field(frame, "id: "u8, id.ToString());
            frame.Write("\n"u8);
        }

        return frame.WrittenSpan.ToArray();
    }

    public static byte[] Status(ResourceStatus status) => [.. "event: status\ndata: "u8, .. StatusEvent.Of(status), .. "\n\n"u8];

    /// <summary>How long to wait before coming back. Its own block without data: it dispatches nothing.</summary>
    public static byte[] Retry(TimeSpan delay)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat((long)delay.TotalMilliseconds, digits, out var length);
        return [.. "retry: "u8, .. digits[..length], .. "\n\n"u8];
    }

    private static void Field(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> name, string value)
    {
        frame.Write(name);
        frame.Write(Encoding.ASCII.GetBytes(value));
        frame.Write("\n"u8);
    }

    private static void Data(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            // A data line ends at LF, CR or CRLF alike, so each of them must begin a new data line.
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            frame.Write("data: "u8);
            frame.Write(end < 0 ? text : text[..end]);
            frame.Write("\n"u8);
            if (end < 0) return;
            var isCrLf = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n';
            text = text[(end + (isCrLf ? 2 : 1))..];
        }
    }
}
