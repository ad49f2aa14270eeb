using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Requests;

/// <summary>Counts each request when its answer's head is known, so that who has read an answer finds it counted.</summary>
internal static class CountRequests
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(Count, context);
        return next(context);
    }

    private static Task Count(object state)
    {
        var context = (HttpContext)state;
        var response = context.Response;
        // By route, not by URL: paths that visitors make up would grow the log without bound.
        var path = context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: ['/', ..] pattern } ? pattern : "(other)";
        var bytes = HttpMethods.IsHead(context.Request.Method) ? 0 : response.ContentLength ?? 0;
        context.Features.GetRequiredFeature<DoorLog>().Count(path, response.StatusCode, bytes);
        return Task.CompletedTask;
    }
}
