using System.Text;
using System.Text.Unicode;

namespace CometGateway.Core.Http;

/// <summary>A body as UTF-8 text, the one charset of everything downstream (an event stream knows no other).</summary>
internal static class BodyText
{
    private static readonly Encoding _windows1252 = CharsetLabel.Find("windows-1252")!;

    /// <summary>
    /// The text, or null when the body is not text. Charset by byte order mark, else parameter, else declaration in the document,
    /// else UTF-8 when valid, else windows-1252. What is already UTF-8 is returned as it is, not copied.
    /// </summary>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> body, MediaType type)
    {
        // Without a Content-Type the body may be examined (RFC 9110 §8.3).
        if (!type.IsText && !(type.Essence.Length == 0 && LooksLikeText(body.Span)))
            return null;

        var (marked, mark) = ByteOrderMark(body.Span);
        body = body[mark..];
        var encoding = marked ?? CharsetLabel.Find(type.Charset) ?? CharsetLabel.Declared(body.Span, type)
            ?? (Utf8.IsValid(body.Span) ? Encoding.UTF8 : _windows1252);

        return encoding switch
        {
            UTF8Encoding when Utf8.IsValid(body.Span) => body,
            { CodePage: 1252 } when Ascii.IsValid(body.Span) => body,
            _ => Encoding.UTF8.GetBytes(encoding.GetString(body.Span)),
        };
    }

    private static (Encoding? Encoding, int Length) ByteOrderMark(ReadOnlySpan<byte> body) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        _ => (null, 0),
    };

    // Control characters other than white space are the mark of binary data (WHATWG MIME Sniffing §7.2).
    private static bool LooksLikeText(ReadOnlySpan<byte> body) =>
        ByteOrderMark(body).Encoding is not null || (!body.ContainsAny(_binaryBytes) && Utf8.IsValid(body));

    private static readonly System.Buffers.SearchValues<byte> _binaryBytes = System.Buffers.SearchValues.Create(
        [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0B, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1C, 0x1D, 0x1E, 0x1F]);
}
