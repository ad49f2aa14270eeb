using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Demo.Http;

/// <summary>Writes answers as a plain web server does: whole bodies with their length, and 304 to a validator that still holds.</summary>
internal static class Answer
{
    public static async Task SendAsync(HttpContext context, Representation representation, int status = StatusCodes.Status200OK)
    {
        var response = context.Response;
        response.Headers.CacheControl = representation.CacheControl;
        response.Headers.ETag = representation.ETag;
        if (representation.LastModified is { } date)
            response.GetTypedHeaders().LastModified = date;

        if (status == StatusCodes.Status200OK && IsCurrent(context.Request, representation))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentType = representation.MediaType;
        response.ContentLength = representation.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(representation.Body, context.RequestAborted);
    }

    public static Task SendAsync(HttpContext context, string html, int status = StatusCodes.Status200OK) =>
        SendAsync(context, Representation.Page(html), status);

    public static void Redirect(HttpContext context, string path, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = path;
        context.Response.ContentLength = 0;
    }

    // RFC 9110 §13.2.2: If-None-Match decides alone; If-Modified-Since counts only without it.
    private static bool IsCurrent(HttpRequest request, Representation representation)
    {
        var conditions = request.GetTypedHeaders();
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            return representation.ETag is { } tag
                && conditions.IfNoneMatch.Any(held => held.Equals(EntityTagHeaderValue.Any)
                    || held.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
        }

        return !representation.CannotTell
            && representation.LastModified is { } modified
            && conditions.IfModifiedSince is { } since
            && modified <= since;
    }
}
