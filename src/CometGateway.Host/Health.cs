using CometGateway.Lifetime;

namespace CometGateway.Host;

/// <summary>/healthz: the process answers. /readyz: it takes new clients.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // First of all: a site's own route for these paths must be neither ambiguous nor able to keep a dead node in rotation.
        routes.MapMethods("/healthz", [HttpMethods.Get, HttpMethods.Head], () => Results.Text("ok")).WithOrder(int.MinValue);
        routes.MapMethods("/readyz", [HttpMethods.Get, HttpMethods.Head], (Readiness readiness) =>
            Results.Text(readiness.Reason, statusCode: readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable)).WithOrder(int.MinValue);
    }
}
