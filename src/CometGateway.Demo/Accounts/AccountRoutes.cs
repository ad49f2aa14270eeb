using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Accounts;

internal static class AccountRoutes
{
    private const string SessionCookie = "SESSION";

    public static void Map(IEndpointRouteBuilder routes, Logins logins)
    {
        routes.MapMethods("/login", SiteRoutes.Reading, context => LoginFormAsync(context, "", StatusCodes.Status200OK));
        routes.MapPost("/login", context => LogInAsync(context, logins));
        routes.MapPost("/logout", context => LogOut(context, logins));
        routes.MapMethods("/account", SiteRoutes.Reading, context => PageAsync(context, logins));
        routes.MapMethods("/account/data", SiteRoutes.Reading, context => DataAsync(context, logins));
    }

    private static Task LoginFormAsync(HttpContext context, string problem, int status) =>
        Answer.SendAsync(context, Page.Render("login.html", "Log in", ("problem", problem)), status);

    private static async Task LogInAsync(HttpContext context, Logins logins)
    {
        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        if (logins.LogIn(form.Field("name", Logins.LongestName), form.Field("password", Logins.LongestName)) is not { } id)
        {
            await LoginFormAsync(context, "Name and password do not fit.", StatusCodes.Status403Forbidden);
            return;
        }

        context.Response.Cookies.Append(SessionCookie, id, new() { HttpOnly = true, SameSite = SameSiteMode.Lax });
        Answer.Redirect(context, "/account", StatusCodes.Status303SeeOther);
    }

    private static Task LogOut(HttpContext context, Logins logins)
    {
        if (context.Request.Cookies[SessionCookie] is { } id)
            logins.LogOut(id);
        context.Response.Cookies.Delete(SessionCookie);
        Answer.Redirect(context, "/login", StatusCodes.Status303SeeOther);
        return Task.CompletedTask;
    }

    private static Task PageAsync(HttpContext context, Logins logins) =>
        logins.UserOf(context.Request.Cookies[SessionCookie]) is { } user
            ? Answer.SendAsync(context, Representation.Page(Page.Render("account.html", "Your account", ("user", user))) with { CacheControl = "private" })
            : ToLogin(context);

    private static Task DataAsync(HttpContext context, Logins logins) =>
        logins.DataOf(context.Request.Cookies[SessionCookie]) is { } data ? Answer.SendAsync(context, data) : ToLogin(context);

    private static Task ToLogin(HttpContext context)
    {
        Answer.Redirect(context, "/login", StatusCodes.Status302Found);
        return Task.CompletedTask;
    }
}
