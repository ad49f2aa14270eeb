using CometGateway.Transports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CometGateway.Routing;

/// <summary>Turns a response into one that goes on for minutes.</summary>
internal static class StreamResponse
{
    public static void Prepare(HttpContext context, IWire wire)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = wire.ContentType;
        headers.CacheControl = "no-cache, no-transform";
        headers.Vary = "Accept";
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
        if (wire == IframeWire.Instance) headers.ContentSecurityPolicy = "frame-ancestors 'self'";
        KeepOpen(context);
    }

    /// <summary>For everything that waits: nothing of the server's may end it or count it as slow.</summary>
    public static void KeepOpen(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // SendTimeout is the rule for slow readers; HTTP/2 has no such feature.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        // Without this the server's own request duration reads as ten minutes.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags) tags.MetricsDisabled = true;
        context.Features.Get<IHttpActivityFeature>()?.Activity?.SetTag("http.long_running", "true");
    }
}
