using System.Buffers;
using System.Text.Json;
using CometGateway.Core.Snapshots;

namespace CometGateway.Core.Deltas;

/// <summary>A body that is not text, as JSON: `{"encoding":"base64","mediaType":"image/png","data":"…"}`.</summary>
internal static class Base64Body
{
    public static ReadOnlyMemory<byte> Of(Snapshot state)
    {
        var json = new ArrayBufferWriter<byte>((state.Body.Length / 3 * 4) + 128);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("encoding"u8, "base64"u8);
            writer.WriteString("mediaType"u8, state.MediaType);
            writer.WriteBase64String("data"u8, state.Body.Span);
            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }
}
