using CometGateway.Core.Http;

namespace CometGateway.Client;

/// <summary>The codings in which the browser client is kept.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

internal static class AcceptedCoding
{
    /// <summary>The smallest that the client takes.</summary>
    public static ContentCoding Of(string? accept) =>
        AcceptEncoding.Allows(accept, "br") ? ContentCoding.Brotli : AcceptEncoding.Allows(accept, "gzip") ? ContentCoding.Gzip : ContentCoding.Identity;
}
