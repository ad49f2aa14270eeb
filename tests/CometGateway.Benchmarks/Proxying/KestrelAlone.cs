using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CometGateway.Benchmarks.Proxying;

/// <summary>
/// The ceiling of anything that Kestrel serves: it gives the page's bytes and headers and looks at nothing but If-None-Match. No routing, no policies,
/// no identities, no clock.
/// </summary>
internal static class KestrelAlone
{
    /// <summary>The command line's first word that starts it.</summary>
    public const string Word = "kestrel-alone";

    /// <param name="page">Where the page is fetched from, once.</param>
    public static async Task RunAsync(string page, string port)
    {
        using var site = new HttpClient();
        using var got = await site.GetAsync(new Uri(page));
        var body = await got.Content.ReadAsByteArrayAsync();
        var (type, tag, cache) = (got.Content.Headers.ContentType!.ToString(), got.Headers.ETag!.ToString(), got.Headers.CacheControl!.ToString());

        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(context =>
        {
            var (request, response) = (context.Request.Headers, context.Response);
            (response.Headers.CacheControl, response.Headers.Vary, response.Headers.ETag, response.Headers.Age) = (cache, "Accept", tag, "0");
            if (request.IfNoneMatch.Count > 0 && string.Equals(request.IfNoneMatch, tag, StringComparison.Ordinal))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            (response.ContentType, response.ContentLength) = (type, body.Length);
            return response.Body.WriteAsync(body, CancellationToken.None).AsTask();
        });
        await app.RunAsync();
    }
}
