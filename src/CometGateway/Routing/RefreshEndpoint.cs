using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CometGateway.Configuration;
using CometGateway.Lifetime;

namespace CometGateway.Routing;

/// <summary>
/// POST /_comet/refresh?path=/api/prices (path repeatable), for a back end that can say that something changed.
/// Off (404) unless Comet:RefreshKey is set; the key travels as `Authorization: Bearer KEY`.
/// </summary>
internal static class RefreshEndpoint
{
    public static async Task InvokeAsync(HttpContext context, CometRoutes routes, ICometResources resources)
    {
        if (routes.Current.Settings.RefreshKey is not { } key)
        {
            await Problem.WriteAsync(context, new(404, "refresh_off", "Refresh is switched off", "Set Comet:RefreshKey to switch it on."));
            return;
        }

        if (!IsAuthorized(context.Request, key))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.WriteAsync(context, new(401, "refresh_key", "The key is wrong or missing", "Send the header 'Authorization: Bearer ' followed by Comet:RefreshKey."));
            return;
        }

        var paths = context.Request.Query["path"];
        if (paths.Count == 0 || paths.Any(path => path is not ['/', ..]))
        {
            await Problem.WriteAsync(context, new(400, "refresh_path", "The path is wrong or missing", "Name what changed as ?path=/…, once for each path, as clients of the gateway see it."));
            return;
        }

        var polled = paths.SelectMany(path => Resources(path!, context.Request.PathBase)).Distinct(StringComparer.Ordinal).Sum(resources.Refresh);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"resources":{{polled.ToString(CultureInfo.InvariantCulture)}}}""", context.RequestAborted);
    }

    /// <summary>Clients see the application's path base in front of a resource's path. A back end may know nothing of it, so what it says counts as it is, too.</summary>
    private static IEnumerable<string> Resources(string path, PathString pathBase)
    {
        yield return path;
        if (pathBase.HasValue && new PathString(path).StartsWithSegments(pathBase, StringComparison.OrdinalIgnoreCase, out var rest)) yield return rest.HasValue ? rest.Value! : "/";
    }

    private static bool IsAuthorized(HttpRequest request, string key)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        // Hashes of equal length, so that neither the key's length nor its beginning shows in the time taken.
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}
