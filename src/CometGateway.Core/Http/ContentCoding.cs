using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CometGateway.Core.Http;

/// <summary>Removes the content codings of a body (RFC 9110 §8.4), and never unpacks more than it was allowed to.</summary>
internal static class ContentCoding
{
    // Nobody stacks more; a longer list is an attack on the memory or the clock.
    private const int MostCodings = 3;

    private const int Chunk = 16 * 1024;

    // Random, so that no body can end in it; hexadecimal, so that its coded form does not hold it in clear, where a broken-off stored block might run into it.
    private static readonly byte[] _endMark = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));

    private static readonly byte[] _endMember = GzipMember(_endMark);

    /// <param name="contentEncoding">The Content-Encoding field; null and empty are identity.</param>
    /// <param name="maxBytes">Most bytes of output, and of anything in between.</param>
    public static DecodedBody Decode(ReadOnlyMemory<byte> body, string? contentEncoding, int maxBytes)
    {
        var codings = (contentEncoding ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > MostCodings)
            return Fail(DecodeResult.Unsupported, contentEncoding!);

        if (body.Length > maxBytes)
            return new(DecodeResult.TooLarge, default);

        // Listed in the order in which they were applied, so the last comes off first.
        foreach (var coding in codings.Reverse())
        {
            // Sites that name a coding for an empty body send no coded form of nothing.
            var (result, decoded) = body.IsEmpty ? (DecodeResult.Ok, body) : One(coding.ToLowerInvariant(), body, maxBytes);
            if (result != DecodeResult.Ok)
                return Fail(result, coding);

            body = decoded;
        }

        return new(DecodeResult.Ok, body);
    }

    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) One(string coding, ReadOnlyMemory<byte> body, int maxBytes) => coding switch
    {
        "identity" => (DecodeResult.Ok, body),
        "gzip" or "x-gzip" => Gzip(body, maxBytes),
        "br" => Brotli(body.Span, maxBytes),
        "deflate" => Deflate(body, maxBytes),
        _ => (DecodeResult.Unsupported, default),
    };

    // GZipStream says nothing of a body that breaks off or is followed by garbage. A gzip body may have several members (RFC 1952 §2.2),
    // so one more of our own goes behind it: only when everything before it was whole does its content come out at the end.
    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) Gzip(ReadOnlyMemory<byte> body, int maxBytes)
    {
        using var marked = new MemoryStream([.. body.Span, .. _endMember], writable: false);
        using var gzip = new GZipStream(marked, CompressionMode.Decompress);
        var (result, output) = Inflate(gzip, (long)maxBytes + _endMark.Length);
        if (result != DecodeResult.Ok)
            return (result, default);

        return output.Span.EndsWith(_endMark) ? (result, output[..^_endMark.Length]) : (DecodeResult.Corrupt, default);
    }

    // "deflate" means the zlib format (RFC 9110 §8.4.1.2), but old servers send the raw stream: a zlib header tells itself by its check bits.
    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) Deflate(ReadOnlyMemory<byte> body, int maxBytes)
    {
        var head = body.Span;
        if (head.Length >= 2 && (head[0] & 0x0F) == 8 && ((head[0] << 8) | head[1]) % 31 == 0)
        {
            using var source = new CountedSource(body);
            using var zlib = new ZLibStream(source, CompressionMode.Decompress);
            var unpacked = Whole(source, Inflate(zlib, maxBytes));
            if (unpacked.Result != DecodeResult.Corrupt)
                return unpacked;
        }

        using var rawSource = new CountedSource(body);
        using var raw = new DeflateStream(rawSource, CompressionMode.Decompress);
        return Whole(rawSource, Inflate(raw, maxBytes));
    }

    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) Whole(CountedSource source, (DecodeResult Result, ReadOnlyMemory<byte> Body) inflated) =>
        inflated.Result != DecodeResult.Ok || source.EndedExactly ? inflated : (DecodeResult.Corrupt, default);

    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) Inflate(Stream stream, long maxBytes)
    {
        var output = new ArrayBufferWriter<byte>(Chunk);
        try
        {
            while (stream.Read(output.GetSpan(Chunk)) is > 0 and var read)
            {
                output.Advance(read);
                if (output.WrittenCount > maxBytes)
                    return (DecodeResult.TooLarge, default);
            }
        }
        catch (InvalidDataException)
        {
            return (DecodeResult.Corrupt, default);
        }

        return (DecodeResult.Ok, output.WrittenMemory);
    }

    private static (DecodeResult Result, ReadOnlyMemory<byte> Body) Brotli(ReadOnlySpan<byte> body, int maxBytes)
    {
        var output = new ArrayBufferWriter<byte>(Chunk);
        using var decoder = default(BrotliDecoder);
        while (true)
        {
            var status = decoder.Decompress(body, output.GetSpan(Chunk), out var consumed, out var written);
            output.Advance(written);
            body = body[consumed..];
            if (output.WrittenCount > maxBytes)
                return (DecodeResult.TooLarge, default);

            switch (status)
            {
                case OperationStatus.DestinationTooSmall:
                    continue;
                case OperationStatus.Done when body.IsEmpty:
                    return (DecodeResult.Ok, output.WrittenMemory);
                default:
                    return (DecodeResult.Corrupt, default);
            }
        }
    }

    private static byte[] GzipMember(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return member.ToArray();
    }

    private static DecodedBody Fail(DecodeResult result, string coding) => new(result, default, (coding.Length > 40 ? coding[..40] : coding).ToLowerInvariant());
}
