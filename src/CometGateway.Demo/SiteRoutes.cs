using CometGateway.Demo.Accounts;
using CometGateway.Demo.Chat;
using CometGateway.Demo.Http;
using CometGateway.Demo.News;
using CometGateway.Demo.Pages;
using CometGateway.Demo.Requests;
using CometGateway.Demo.Slow;
using CometGateway.Demo.Status;
using CometGateway.Demo.Stock;
using CometGateway.Demo.Ticker;
using CometGateway.Demo.Wiki;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo;

/// <summary>Which path belongs to which part of the site.</summary>
internal static class SiteRoutes
{
    public static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes, SiteParts parts, TimeProvider time, RequestLog log)
    {
        routes.MapPage("/", "index.html", "Welcome");
        TickerRoutes.Map(routes, parts.Ticker);
        ChatRoutes.Map(routes, parts.Chat);
        WikiRoutes.Map(routes, parts.Wiki);
        NewsRoutes.Map(routes, parts.News);
        SlowRoutes.Map(routes, parts.Slow, time);
        AccountRoutes.Map(routes, parts.Accounts);
        StatusRoutes.Map(routes, parts.Status);
        StockRoutes.Map(routes, parts.Stock);
        ServerStatus.Map(routes, log);
        routes.MapFallback("{**path}", context => Answer.SendAsync(
            context, Page.Render("not-found.html", "Not found"), StatusCodes.Status404NotFound));
    }

    public static void MapPage(this IEndpointRouteBuilder routes, string path, string file, string title) =>
        routes.MapMethods(path, Reading, context => Answer.SendAsync(context, Page.Render(file, title)));
}
