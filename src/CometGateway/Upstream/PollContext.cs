using CometGateway.Core.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>Makes the request that YARP's pipeline sees for one poll. Always a fresh one: a used context short-circuits the forwarder.</summary>
internal static class PollContext
{
    /// <summary>The content codings that the gateway decodes.</summary>
    private const string AcceptEncoding = "gzip, br, deflate";

    private static readonly string _userAgent =
        "CometGateway/" + (typeof(PollContext).Assembly.GetName().Version ?? new Version(0, 0)).ToString(3);

    /// <summary>The default X-Forwarded-For transform sends the connection's address, and nothing where that is null.</summary>
    public static DefaultHttpContext Create(PollRequest poll, RouteModel route, ReverseProxyFeature proxy)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        context.Connection.RemoteIpAddress = poll.ClientAddress;
        request.Method = HttpMethods.Get;
        request.Protocol = HttpProtocol.Http11;
        request.Scheme = poll.Scheme;
        request.Host = new HostString(poll.Host);
        request.PathBase = new PathString(poll.PathBase);
        request.Path = new PathString(poll.Path);
        request.QueryString = new QueryString(poll.Query);
        foreach (var (name, value) in poll.Headers) request.Headers.Append(name, value);
        request.Headers.TryAdd(HeaderNames.AcceptEncoding, AcceptEncoding);
        request.Headers.TryAdd(HeaderNames.UserAgent, _userAgent);
        request.RouteValues = RouteValueMatcher.Match(route, request.Path);

        // YARP reads only the feature; an operator's own middleware finds the route the way it does on any other request.
        context.SetEndpoint(new Endpoint(requestDelegate: null, new EndpointMetadataCollection(route), route.Config.RouteId));
        context.Features.Set<IReverseProxyFeature>(proxy);
        return context;
    }

    public static HeaderFields ResponseHeaders(HttpContext context)
    {
        var fields = new List<KeyValuePair<string, string>>(context.Response.Headers.Count);
        foreach (var (name, values) in context.Response.Headers)
        {
            foreach (var value in values)
            {
                if (value is not null) fields.Add(new(name, value));
            }
        }

        return new HeaderFields(fields);
    }
}
