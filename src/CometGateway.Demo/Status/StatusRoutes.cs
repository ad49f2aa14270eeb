using CometGateway.Demo.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Status;

internal static class StatusRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ServiceStatus status)
    {
        routes.MapPage("/status", "status.html", "Service status");
        routes.MapMethods("/status.json", SiteRoutes.Reading, context => Answer.SendAsync(context, status.Now()));
    }
}
