using CometGateway.Demo.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Ticker;

internal static class TickerRoutes
{
    public static void Map(IEndpointRouteBuilder routes, TickerBoard board)
    {
        routes.MapPage("/ticker", "ticker.html", "Ticker");
        routes.MapMethods("/ticker.json", SiteRoutes.Reading, context => Answer.SendAsync(context, board.Current));
    }
}
