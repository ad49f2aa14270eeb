using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CometGateway.Core.Deltas;
using CometGateway.Core.Snapshots;
using CometGateway.Core.Watching;

namespace CometGateway.Transports;

/// <summary>
/// A document that grows by scripts, for browsers that can do nothing better: each calls comet.receive of the page that holds the iframe
/// with the object that an HTTP stream sends as a line.
/// </summary>
internal sealed class IframeWire : IWire
{
    public static readonly IframeWire Instance = new();

    /// <summary>What browsers keep back before they begin with a document, to guess at its type; the largest known is 1 KiB.</summary>
    private const int Padding = 2048;

    public int Index => 2;

    public string Name => "iframe";

    public string ContentType => "text/html; charset=utf-8";

    public bool CanChain => true;

    /// <summary>Its padding has to arrive as it is.</summary>
    public bool CanBeCoded => false;

    public byte[] Closing { get; } = [.. Scripts("{\"event\":\"end\"}\n"u8), .. "</body></html>\n"u8];

    public byte[] Events(IReadOnlyList<DeltaEvent> events, Snapshot state, Snapshot? from) => Scripts(LineWire.Instance.Events(events, state, from));

    public byte[] Status(ResourceStatus status) => Scripts(LineWire.Instance.Status(status));

    public byte[] Opening(TimeSpan retry) =>
        [.. "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>comet</title></head><body>"u8, .. Spaces, .. Scripts(LineWire.Instance.Opening(retry))];

    public byte[] KeepAlive(bool isSeen) => Scripts(LineWire.Instance.KeepAlive(isSeen));

    private static byte[] Spaces
    {
        get
        {
            var spaces = new byte[Padding];
            spaces.AsSpan().Fill((byte)' ');
            return spaces;
        }
    }

    private static byte[] Scripts(ReadOnlySpan<byte> lines)
    {
        var frame = new ArrayBufferWriter<byte>(lines.Length + (lines.Length >> 3) + 64);
        while (lines.IndexOf((byte)'\n') is >= 0 and var end)
        {
            // As a string that is parsed: a literal takes a member named __proto__ for something else than JSON does.
            frame.Write("<script>parent.comet.receive(JSON.parse(\""u8);
            WriteSafe(frame, JsonEncodedText.Encode(lines[..end], JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            frame.Write("\"))</script>\n"u8);
            lines = lines[(end + 1)..];
        }

        return frame.WrittenSpan.ToArray();
    }

    /// <summary>
    /// A string of a script in a document: "&lt;" could end the script or open a comment in it, and U+2028 and U+2029 were line ends to scripts
    /// before ES2019. An escape says the same.
    /// </summary>
    private static void WriteSafe(ArrayBufferWriter<byte> frame, ReadOnlySpan<byte> json)
    {
        while (true)
        {
            var at = json.IndexOfAny((byte)'<', (byte)0xE2);
            if (at < 0) break;
            frame.Write(json[..at]);
            json = json[at..];
            var escape = json switch
            {
                [(byte)'<', ..] => "\\u003C"u8,
                [0xE2, 0x80, 0xA8, ..] => "\\u2028"u8,
                [0xE2, 0x80, 0xA9, ..] => "\\u2029"u8,
                _ => json[..1],
            };
            frame.Write(escape);
            json = json[(escape.Length == 6 && json[0] != '<' ? 3 : 1)..];
        }

        frame.Write(json);
    }
}
