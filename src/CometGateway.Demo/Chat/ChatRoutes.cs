using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Chat;

internal static class ChatRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ChatRoom room)
    {
        routes.MapPage("/chat", "chat.html", "Staff room");
        routes.MapMethods("/chat/messages", SiteRoutes.Reading, context => Answer.SendAsync(context, room.Current));
        routes.MapPost("/chat/say", context => SayAsync(context, room));
    }

    private static async Task SayAsync(HttpContext context, ChatRoom room)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "Please use the form.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = form.Field("name", ChatRoom.LongestName);
        var text = form.Field("text", ChatRoom.LongestText);
        if (text.Length == 0)
        {
            await RefuseAsync(context, "Please say something.");
            return;
        }

        room.Say(name.Length == 0 ? "Guest" : name, text);
        if (context.Request.Headers.XRequestedWith == "XMLHttpRequest")
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            Answer.Redirect(context, "/chat", StatusCodes.Status303SeeOther);
    }

    private static Task RefuseAsync(HttpContext context, string why) => Answer.SendAsync(
        context, Page.Render("refused.html", "Sorry", ("why", why)), StatusCodes.Status400BadRequest);
}
