using CometGateway.Configuration;
using CometGateway.HandOff;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Routing;

/// <summary>Whether a stream can do without its request.</summary>
internal static class HandOffRules
{
    /// <summary>Takes the connection from the server when nothing else needs it. The head of the answer must have been started.</summary>
    /// <returns>Null: the stream runs within its request, as it does over TLS and HTTP/2.</returns>
    public static async Task<DescriptorWriter?> TryTakeAsync(HttpContext context, CometSettings settings)
    {
        var (request, response) = (context.Request, context.Response);
        if (!settings.HandOff || context.Features.Get<IHandOffFeature>() is not { } connection) return null;
        // Where the body is not the server's own a middleware changes what is written, and must go on to.
        var isOwnBody = ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), context.Features.Get<IHttpRequestLifetimeFeature>());
        var isChunked = response.Headers.TransferEncoding is ["chunked"];
        if (!HttpProtocol.IsHttp11(request.Protocol) || !isOwnBody || !isChunked || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }) return null;
        await response.BodyWriter.FlushAsync(context.RequestAborted);
        var isKeptAlive = !response.Headers.Connection.Any(value => value is not null && value.Contains("close", StringComparison.OrdinalIgnoreCase));
        return await connection.TryTakeAsync(isKeptAlive);
    }
}
