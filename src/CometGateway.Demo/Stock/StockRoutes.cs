using CometGateway.Demo.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Stock;

internal static class StockRoutes
{
    public static void Map(IEndpointRouteBuilder routes, StockList stock) =>
        routes.MapMethods("/big.html", SiteRoutes.Reading, context => Answer.SendAsync(context, stock.Current));
}
