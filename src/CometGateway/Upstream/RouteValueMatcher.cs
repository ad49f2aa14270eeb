using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy.Model;

namespace CometGateway.Upstream;

/// <summary>
/// The route values of a poll. A poll enters the pipeline behind ASP.NET's routing, but the PathPattern transform and its
/// relatives build the destination's path from what routing found.
/// </summary>
internal static class RouteValueMatcher
{
    /// <summary>What YARP matches when a route has no Path.</summary>
    private const string AnyPath = "/{**catchall}";

    private static readonly ConditionalWeakTable<RouteModel, TemplateMatcher> _matchers = [];

    public static RouteValueDictionary Match(RouteModel route, PathString path)
    {
        var values = new RouteValueDictionary();
        _matchers.GetValue(route, Create).TryMatch(path, values);
        return values;
    }

    private static TemplateMatcher Create(RouteModel route)
    {
        var pattern = route.Config.Match.Path;
        var template = TemplateParser.Parse(string.IsNullOrEmpty(pattern) ? AnyPath : pattern);
        var defaults = new RouteValueDictionary();
        foreach (var parameter in template.Parameters)
        {
            if (parameter is { Name: { } name, DefaultValue: { } value }) defaults.Add(name, value);
        }

        return new TemplateMatcher(template, defaults);
    }
}
