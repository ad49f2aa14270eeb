using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Version = CometGateway.Core.Snapshots.Version;

namespace CometGateway.Transports;

/// <summary>The place of one URL on a connection that carries many.</summary>
/// <param name="url">As the client wrote it, without the parameters that are meant for the gateway.</param>
/// <param name="since">The version that the client had when it came.</param>
internal sealed class Slot(string url, Version since)
{
    public string Url => url;

    /// <summary>What takes the place of a line's opening brace.</summary>
    public byte[] Tag { get; } = Encoding.UTF8.GetBytes($"{{\"url\":\"{JsonEncodedText.Encode(url, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\",");

    /// <summary>The same where the line is data of an event stream.</summary>
    public byte[] DataTag => field ??= [.. "data: "u8, .. Tag];

    /// <summary>Null before its resource is found, and where it is refused.</summary>
    public Subscriber? Subscriber { get; set; }

    /// <summary>The version that the client has.</summary>
    public Version Has => Subscriber?.Has ?? since;
}
