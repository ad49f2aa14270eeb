using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;

namespace CometGateway.Routing;

/// <summary>
/// Writes to a response so that what is written at once becomes one TLS record. Kestrel copies it into blocks of 4 KiB, and encrypts each of them alone
/// and passes it on alone; a record may hold 16 KiB (RFC 8446 §5.1). What is written piece by piece (a connection of many pages) stays as it is.
/// </summary>
internal sealed class WholeRecords : PipeWriter
{
    /// <summary>What goes into one block with the frame of its chunk, where nothing stands in it yet.</summary>
    private const int BlockBytes = 4096 - 64;

    /// <summary>What surely goes into one record.</summary>
    private const int RecordBytes = 16_384 - 1024;

    private readonly PipeWriter _response;

    private WholeRecords(PipeWriter response) => _response = response;

    public override bool CanGetUnflushedBytes => _response.CanGetUnflushedBytes;

    public override long UnflushedBytes => _response.UnflushedBytes;

    /// <summary>The response's own writer where its bytes go another way: in plain, or in the frames of HTTP/2.</summary>
    public static PipeWriter Of(HttpContext context)
    {
        var isWithinTls = HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<ITlsHandshakeFeature>() is not null;
        return isWithinTls ? new WholeRecords(context.Response.BodyWriter) : context.Response.BodyWriter;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (source.Length <= BlockBytes) return _response.WriteAsync(source, cancellationToken);
        for (var rest = source.Span; !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, RecordBytes);
            rest[..length].CopyTo(_response.GetSpan(length));
            _response.Advance(length);
            rest = rest[length..];
        }

        return _response.FlushAsync(cancellationToken);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _response.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _response.GetSpan(sizeHint);

    public override void Advance(int bytes) => _response.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => _response.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => _response.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _response.Complete(exception);
}
