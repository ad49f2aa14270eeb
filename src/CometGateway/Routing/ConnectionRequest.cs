using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace CometGateway.Routing;

/// <summary>
/// What the requests for the URLs of a connection take over from the connection's own. Read once: the URLs are opened at the same time, and a
/// request is not made to be read by several threads.
/// </summary>
/// <param name="Own">The endpoint and URL of the connection's own request.</param>
/// <param name="Headers">Those of the connection are not among them.</param>
/// <param name="Scopes">URLs are opened each in a scope of its own: the authentication handlers of the connection's scope answer on its response.</param>
internal sealed record ConnectionRequest(
    (Endpoint? Endpoint, PathString Path, QueryString Query) Own,
    string Protocol,
    string Scheme,
    PathString PathBase,
    HeaderDictionary Headers,
    ClaimsPrincipal User,
    IHttpConnectionFeature? Connection,
    ITlsConnectionFeature? Tls,
    IServiceScopeFactory Scopes)
{
    public static ConnectionRequest Of(HttpContext context, IReadOnlyCollection<string> withoutHeaders)
    {
        var (request, headers) = (context.Request, new HeaderDictionary());
        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith(':') && !withoutHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) headers[name] = value;
        }

        return new(
            (context.GetEndpoint(), request.Path, request.QueryString),
            request.Protocol, request.Scheme, request.PathBase, headers, context.User,
            context.Features.Get<IHttpConnectionFeature>(), context.Features.Get<ITlsConnectionFeature>(), context.RequestServices.GetRequiredService<IServiceScopeFactory>());
    }

    /// <summary>A request for one URL; none of its features leads back to the connection's own.</summary>
    public DefaultHttpContext For(PathString path, QueryString query, IServiceProvider services, CancellationToken left)
    {
        // Each its own headers, as a pipeline may change them.
        var headers = new HeaderDictionary(Headers.Count);
        foreach (var (name, value) in Headers) headers[name] = value;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get, Protocol = Protocol, Scheme = Scheme, PathBase = PathBase.Value ?? "",
            Path = path.HasValue ? path.Value! : "/", QueryString = query.Value ?? "", Headers = headers,
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set(Connection);
        features.Set(Tls);
        return new(features) { User = User, RequestServices = services, RequestAborted = left };
    }
}
