using CometGateway.Codings;
using CometGateway.Transports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CometGateway.Routing;

/// <summary>Turns a response into one that goes on for minutes.</summary>
internal static class StreamResponse
{
    /// <param name="coding">Null for none.</param>
    public static void Prepare(HttpContext context, StreamWish wish, StreamCoding? coding)
    {
        var (headers, wire) = (context.Response.Headers, wish.Wire);
        context.Response.ContentType = wire.ContentType;
        headers.CacheControl = "no-cache, no-transform";
        headers.Vary = wire.CanBeCoded ? "Accept, Accept-Encoding" : "Accept";
        if (coding is not null) headers.ContentEncoding = coding.Name;
        if (wish.Wait is { } wait)
        {
            headers["Preference-Applied"] = PreferredWait.Applied(wait);
            headers.Vary = $"{headers.Vary}, Prefer";
        }

        // nginx in front buffers a proxied response unless this header tells it not to.
        headers["X-Accel-Buffering"] = "no";
        headers.XContentTypeOptions = "nosniff";
        if (wire == BraidWire.Instance)
        {
            context.Response.StatusCode = 209;
            if (context.Features.Get<IHttpResponseFeature>() is { } response) response.ReasonPhrase = "Multiresponse";
            headers["Subscribe"] = "true";
            headers.Vary = "Accept, Subscribe";
        }

        // The scripts of the document call into the page around it, which must be the site's own.
        if (wire == IframeWire.Instance)
        {
            headers.ContentSecurityPolicy = "frame-ancestors 'self'";
            // For the browsers of before, which this transport is for.
            headers.XFrameOptions = "SAMEORIGIN";
        }

        KeepOpen(context);
    }

    /// <summary>The coding of a stream whose pages may be compressed; null for none.</summary>
    public static StreamCoding? CodingFor(HttpRequest request, IWire wire) => wire.CanBeCoded ? StreamCodings.For(request.Headers.AcceptEncoding) : null;

    /// <summary>See <see cref="Session.IsRelayed"/>.</summary>
    public static bool IsRelayed(HttpRequest request) => HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);

    /// <summary>For everything that waits: nothing of the server's may end it or count it as slow.</summary>
    public static void KeepOpen(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // SendTimeout is the rule for slow readers; HTTP/2 has no such feature.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        // The application's own cache goes by the URL: what is over would be given to the next one as his stream, or as his page.
        if (context.Features.Get<IOutputCacheFeature>() is { } cache) cache.Context.AllowCacheStorage = false;
        NotTimed(context);
    }

    /// <summary>A route's Timeout is for requests. To be called before the wait for a first state, which is longer than a second that a route may give.</summary>
    public static void NeverTimeOut(HttpContext context) => context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();

    /// <summary>Without this the server's own request duration reads as ten minutes.</summary>
    public static void NotTimed(HttpContext context)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags) tags.MetricsDisabled = true;
        context.Features.Get<IHttpActivityFeature>()?.Activity?.SetTag("http.long_running", "true");
    }
}
