using System.Text;
using System.Text.Json;
using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Requests;

/// <summary>The counters, as a page for the site's operator and as JSON for scripts.</summary>
internal static class ServerStatus
{
    public static void Map(IEndpointRouteBuilder routes, RequestLog log) =>
        routes.MapMethods("/server-status", SiteRoutes.Reading, context => Answer.SendAsync(
            context, context.Request.Query.ContainsKey("auto") ? Figures(log) : Representation.Page(Html(log))));

    private static Representation Figures(RequestLog log) => new(
        JsonSerializer.SerializeToUtf8Bytes(new { front = Door(log.FrontDoor), back = Door(log.BackDoor) }, JsonSerializerOptions.Web),
        Representation.Json);

    private static object Door(DoorLog door) => new { door.All, door.Paths };

    private static string Html(RequestLog log) => Page.Render(
        "server-status.html", "Server status", ("!front", Rows(log.FrontDoor)), ("!back", Rows(log.BackDoor)));

    private static string Rows(DoorLog door)
    {
        var rows = new StringBuilder();
        foreach (var path in door.Paths.Append(door.All with { Path = "all" }))
        {
            rows.Append("<tr><td>").Append(Page.Escape(path.Path)).Append("</td><td class=\"n\">").Append(path.Total)
                .Append("</td><td class=\"n\">").Append(path.Ok).Append("</td><td class=\"n\">").Append(path.NotModified)
                .Append("</td><td class=\"n\">").Append(path.Bytes).Append("</td><td class=\"n\">").Append(path.LastTenSeconds)
                .Append("</td></tr>\n");
        }

        return rows.ToString();
    }
}
