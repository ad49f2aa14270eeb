using System.Globalization;
using System.Text.Json;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>Answers before a stream starts that it will not: application/problem+json (RFC 9457), saying what to change.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        if (refusal.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemBody("about:blank", refusal.Title, refusal.Status, refusal.Detail, refusal.Code, refusal.Limit), ProblemJson.Default.ProblemBody);
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
