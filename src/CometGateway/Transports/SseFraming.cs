using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>Server-Sent Events in the snapshot form (WHATWG HTML §9.2). Every method makes the bytes of whole events.</summary>
internal static class SseFraming
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>A comment: invisible to page code, enough to keep the path open.</summary>
    public static readonly byte[] KeepAlive = ":\n\n"u8.ToArray();

    /// <summary>For pages that watch the stream themselves: comments never reach page code, a named event does.</summary>
    public static readonly byte[] NamedKeepAlive = "event: keepalive\ndata: {}\n\n"u8.ToArray();

    /// <summary>The unnamed event that three lines of EventSource read: id, and the text with its line ends normalised to LF.</summary>
    public static byte[] Snapshot(Version version, ReadOnlySpan<byte> text)
    {
        var frame = new ArrayBufferWriter<byte>(text.Length + (text.Length >> 3) + 64);
        frame.Write("id: "u8);
        frame.Write(Encoding.ASCII.GetBytes(version.ToString()));
        while (true)
        {
            // A data line ends at LF, CR or CRLF alike, so each of them must begin a new data line.
            frame.Write("\ndata: "u8);
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            frame.Write(end < 0 ? text : text[..end]);
            if (end < 0) break;
            var isCrLf = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n';
            text = text[(end + (isCrLf ? 2 : 1))..];
        }

        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    public static byte[] Status(ResourceStatus status)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new StatusEvent(StateName(status.State), status.Reason), StatusJson.Default.StatusEvent);
        return [.. "event: status\ndata: "u8, .. json, .. "\n\n"u8];
    }

    /// <summary>How long to wait before coming back. Its own block without data: it dispatches nothing.</summary>
    public static byte[] Retry(TimeSpan delay)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat((long)delay.TotalMilliseconds, digits, out var length);
        return [.. "retry: "u8, .. digits[..length], .. "\n\n"u8];
    }

    private static string StateName(ResourceState state) => state switch
    {
        ResourceState.Live => "live",
        ResourceState.Stale => "stale",
        ResourceState.Gone => "gone",
        ResourceState.Unauthorized => "unauthorized",
        _ => "draining",
    };
}
