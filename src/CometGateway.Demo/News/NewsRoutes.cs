using CometGateway.Demo.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.News;

internal static class NewsRoutes
{
    public static void Map(IEndpointRouteBuilder routes, NewsDesk desk)
    {
        routes.MapPage("/news", "news.html", "News");
        routes.MapMethods("/news.rss", SiteRoutes.Reading, context => Answer.SendAsync(context, desk.Current));
    }
}
