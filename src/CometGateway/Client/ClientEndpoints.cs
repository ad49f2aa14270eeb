using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace CometGateway.Client;

/// <summary>
/// The browser client under /_comet: comet.js and comet.mjs with their source maps, revalidated at each use; the same under names
/// that hold the content's hash, kept for ever; and client.json, which says these names.
/// </summary>
internal static class ClientEndpoints
{
    private const string Revalidated = "no-cache";
    private const string KeptForEver = "public, max-age=31536000, immutable";

    private const string NamesPath = "/client.json";

    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder group)
    {
        var script = ClientFile.Read("comet.js", "text/javascript; charset=utf-8");
        var module = ClientFile.Read("comet.mjs", "text/javascript; charset=utf-8");
        // The scripts' own comments name the maps so.
        ClientFile[] files = [script, module, ClientFile.Read("comet.js.map", "application/json"), ClientFile.Read("comet.mjs.map", "application/json")];
        foreach (var file in files) MapFile(group, file.Name, file, Revalidated);
        MapFile(group, script.HashedName, script, KeptForEver);
        MapFile(group, module.HashedName, module, KeptForEver);
        group.MapMethods(NamesPath, _methods, context => WriteAsync(context, new(NamesPath[1..], "application/json", Names(context.Request, script, module)), Revalidated));
        // Another version's name is no page of the site: it must not be proxied.
        foreach (var extension in (string[])["js", "mjs"])
            group.MapMethods($"/comet.{{hash:regex(^[0-9a-f]{{{{16}}}}$)}}.{extension}", _methods, NotFoundAsync);
    }

    private static void MapFile(IEndpointRouteBuilder group, string name, ClientFile file, string caching) =>
        group.MapMethods("/" + name, _methods, context => WriteAsync(context, file, caching));

    // Beside itself, as whoever asks has found it: under the application's path base too.
    private static byte[] Names(HttpRequest request, ClientFile script, ClientFile module)
    {
        var folder = request.PathBase.Add(request.Path).ToUriComponent().TrimEnd('/')[..^NamesPath.Length];
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["script"] = $"{folder}/{script.HashedName}", ["module"] = $"{folder}/{module.HashedName}" });
    }

    private static Task WriteAsync(HttpContext context, ClientFile file, string caching)
    {
        var (request, response) = (context.Request, context.Response);
        var coding = AcceptedCoding.Of(request.Headers.AcceptEncoding);
        var tag = file.TagIn(coding);
        response.Headers.CacheControl = caching;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.ETag = tag;
        response.Headers.XContentTypeOptions = "nosniff";
        if (IsHeld(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = file.In(coding);
        if (coding is not ContentCoding.Identity) response.Headers.ContentEncoding = coding is ContentCoding.Brotli ? "br" : "gzip";
        response.ContentType = file.MediaType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    // Weak comparison (RFC 9110 §13.1.2): a proxy that compressed on the way made the tag weak.
    private static bool IsHeld(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var held)
        && held.Any(one => one.Tag == "*" || one.Tag.Equals(tag, StringComparison.Ordinal));

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
