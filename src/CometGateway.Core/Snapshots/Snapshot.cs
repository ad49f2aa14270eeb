using CometGateway.Core.Http;

namespace CometGateway.Core.Snapshots;

/// <summary>One immutable representation of a resource.</summary>
/// <param name="Version">Content id of <paramref name="MediaType"/> and what streams deliver: the body, or the part of it that is selected.</param>
/// <param name="MediaType">The Content-Type as the site sent it, or empty when it sent none.</param>
/// <param name="Body">The body with its content coding removed and its charset as the site sent it.</param>
/// <param name="Text">What streams deliver, as UTF-8: the body or the part of it that is selected. Null when the body is not text.</param>
/// <param name="Headers">End-to-end response headers to repeat on plain GETs.</param>
/// <param name="Validators">The site's validators of exactly these bytes.</param>
/// <param name="ReceivedAt">When these bytes first arrived.</param>
internal sealed record Snapshot(
    Version Version,
    string MediaType,
    ReadOnlyMemory<byte> Body,
    ReadOnlyMemory<byte>? Text,
    HeaderFields Headers,
    Validators Validators,
    DateTimeOffset ReceivedAt)
{
    // Kept with what was looked at, as a copy of this record may hold another.
    private JsonCheck? _isJson;

    /// <summary>
    /// Whether the text is one valid JSON text and meant as one: by its media type, as what a JSON Pointer selected, or as an object or an array, which many
    /// a site calls HTML or plain text. A number or a word of plain text is text. Looked at once, when first asked.
    /// </summary>
    public bool IsJson
    {
        get
        {
            if (Text is not { } text) return false;
            if (_isJson is not { } check || !check.Text.Equals(text) || check.IsPart != IsPart) _isJson = check = new(text, IsPart, IsMeantAsJson(text.Span) && JsonText.IsValid(text.Span));
            return check.IsJson;
        }
    }

    /// <summary>Content id of the whole body where only a part of it is delivered, else none.</summary>
    public Version WholeVersion { get; init; }

    /// <summary>Content id of the body, as plain GETs get it.</summary>
    public Version BodyVersion => WholeVersion.IsNone ? Version : WholeVersion;

    /// <summary>The same body as the site compressed it, or null when it came without a content coding.</summary>
    public CodedBody? Coded { get; init; }

    /// <summary>Bytes of memory that its bodies take; text that needed no other charset is the body itself.</summary>
    public long Size => Body.Length + (Coded?.Bytes.Length ?? 0) + (Text is { } text && !text.Span.Overlaps(Body.Span) ? text.Length : 0);

    private bool IsPart => !WholeVersion.IsNone;

    // What a CSS selector selected is HTML, and no JSON text begins as that does.
    private bool IsMeantAsJson(ReadOnlySpan<byte> text) =>
        text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] || IsPart || Http.MediaType.Parse(MediaType).IsJson;

    private sealed record JsonCheck(ReadOnlyMemory<byte> Text, bool IsPart, bool IsJson);
}
