using System.Buffers;
using System.Globalization;
using System.Text;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// Braid-HTTP (draft-toomim-httpbis-braid-http): a response of status 209 that holds one update after the other, each with headers of its own. A
/// change is a list of text ranges to be replaced. It has no word for a status: a resource that is over ends the response.
/// </summary>
internal sealed class BraidWire : IWire
{
    public static readonly BraidWire Instance = new();

    public int Index => 4;

    public string Name => "braid";

    public string ContentType => "text/plain; charset=utf-8";

    public bool CanChain => true;

    public byte[] Closing => [];

    public byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from)
    {
        var frame = new ArrayBufferWriter<byte>();
        Put(frame, $"HTTP 200 OK\r\nVersion: \"{state.Version}\"\r\n");
        if (from is not null) Put(frame, $"Parents: \"{from.Version}\"\r\n");
        if (from?.Text is { } old && events is [{ Name: "delta" } delta] && TextRanges.Of(old.Span, delta.Data.Span) is { } ranges) WritePatches(frame, ranges);
        else WriteWhole(frame, state);
        return frame.WrittenSpan.ToArray();
    }

    public byte[] Status(ResourceStatus status) => [];

    public byte[] Opening(TimeSpan retry) => [];

    /// <summary>Readers skip line ends between updates.</summary>
    public byte[] KeepAlive(bool isSeen) => "\r\n"u8.ToArray();

    private static void WriteWhole(ArrayBufferWriter<byte> frame, Snapshot state)
    {
        var (body, type) = state.Text is { } text ? (text, MediaTypeOf(state)) : (state.Body, state.MediaType);
        if (type.Length > 0) Put(frame, $"Content-Type: {type}\r\n");
        Put(frame, $"Content-Length: {Number(body.Length)}\r\n\r\n");
        frame.Write(body.Span);
        Put(frame, "\r\n\r\n");
    }

    private static void WritePatches(ArrayBufferWriter<byte> frame, IReadOnlyList<TextRange> ranges)
    {
        Put(frame, $"Patches: {Number(ranges.Count)}\r\n\r\n");
        foreach (var range in ranges)
        {
            var content = Encoding.UTF8.GetBytes(range.Content);
            Put(frame, $"Content-Length: {Number(content.Length)}\r\nContent-Range: text [{Number(range.Start)}:{Number(range.End)}]\r\n\r\n");
            frame.Write(content);
            Put(frame, "\r\n\r\n");
        }
    }

    /// <summary>Text travels as UTF-8, whatever charset the site wrote it in.</summary>
    private static string MediaTypeOf(Snapshot state)
    {
        var semicolon = state.MediaType.IndexOf(';', StringComparison.Ordinal);
        var type = semicolon < 0 ? state.MediaType : state.MediaType[..semicolon].TrimEnd();
        return type.Length == 0 ? "" : type + "; charset=utf-8";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Put(ArrayBufferWriter<byte> frame, string text) => frame.Write(Encoding.UTF8.GetBytes(text));
}
