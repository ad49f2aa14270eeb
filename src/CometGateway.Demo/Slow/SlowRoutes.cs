using CometGateway.Demo.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Slow;

internal static class SlowRoutes
{
    private static readonly TimeSpan _query = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder routes, SlowReport report, TimeProvider time)
    {
        routes.MapPage("/slow", "slow.html", "Sales report");
        routes.MapMethods("/slow/report", SiteRoutes.Reading, context => ReportAsync(context, report, time));
    }

    private static async Task ReportAsync(HttpContext context, SlowReport report, TimeProvider time)
    {
        await Task.Delay(_query, time, context.RequestAborted);
        await Answer.SendAsync(context, report.Current);
    }
}
