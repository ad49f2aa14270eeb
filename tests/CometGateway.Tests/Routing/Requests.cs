using System.Globalization;
using CometGateway.Configuration;
using CometGateway.Resources;
using CometGateway.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CometGateway.Tests.Routing;

/// <summary>Requests and policies for the tests of this folder.</summary>
internal static class Requests
{
    public static CometPolicy PerCredential { get; } = new() { Name = "test" };

    public static CometPolicy Everyone { get; } = PerCredential with { Audience = AudienceMode.Everyone };

    public static HttpRequest Get(string target = "/", params (string Name, string[] Lines)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        request.Method = HttpMethods.Get;
        request.Scheme = "http";
        request.Host = new HostString("site.example");
        request.Path = question < 0 ? target : target[..question];
        request.QueryString = new QueryString(question < 0 ? "" : target[question..]);
        foreach (var (name, lines) in headers) request.Headers[name] = new StringValues(lines);
        return request;
    }

    public static HttpRequest WithCookie(params string[] lines) => Get("/", ("Cookie", lines));

    public static (string Name, string[] Lines) Header(string name, params string[] lines) => (name, lines);

    public static string Text(this Caller caller) => string.Create(CultureInfo.InvariantCulture, $"{caller.Credentials["Cookie"]}|{caller.Credentials["Authorization"]}");
}
