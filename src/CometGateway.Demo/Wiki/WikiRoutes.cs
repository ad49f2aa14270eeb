using System.Text;
using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Wiki;

internal static class WikiRoutes
{
    public static void Map(IEndpointRouteBuilder routes, WikiPages wiki)
    {
        routes.MapMethods("/wiki", SiteRoutes.Reading, context =>
        {
            Answer.Redirect(context, "/wiki/Home", StatusCodes.Status302Found);
            return Task.CompletedTask;
        });
        routes.MapMethods("/wiki/{page}", SiteRoutes.Reading, Named((context, name) => ViewAsync(context, name, wiki.Find(name))));
        routes.MapMethods("/wiki/{page}/edit", SiteRoutes.Reading, Named((context, name) => EditAsync(context, name, wiki.Find(name))));
        routes.MapMethods("/wiki/{page}/body", SiteRoutes.Reading, Named((context, name) => BodyAsync(context, wiki.Find(name))));
        routes.MapPost("/wiki/{page}", Named((context, name) => SaveAsync(context, name, wiki)));
    }

    // Checked here and not by a route constraint, which would stand in the access log as part of the path.
    private static RequestDelegate Named(Func<HttpContext, string, Task> answer) => context =>
        context.GetRouteValue("page") is string name && WikiPages.IsName(name)
            ? answer(context, name)
            : Answer.SendAsync(context, Page.Render("not-found.html", "Not found"), StatusCodes.Status404NotFound);

    private static Task ViewAsync(HttpContext context, string name, WikiPage? page) => page is null
        ? Answer.SendAsync(context, Page.Render("wiki-missing.html", name, ("name", name)), StatusCodes.Status404NotFound)
        : Answer.SendAsync(context, Page.Render("wiki.html", name, ("name", name), ("!body", Encoding.UTF8.GetString(page.Fragment.Body))));

    private static Task EditAsync(HttpContext context, string name, WikiPage? page) => Answer.SendAsync(
        context, Page.Render("wiki-edit.html", $"Edit {name}", ("name", name), ("source", page?.Source ?? "")));

    private static Task BodyAsync(HttpContext context, WikiPage? page) => page is null
        ? Answer.SendAsync(context, "<p>There is no such page.</p>", StatusCodes.Status404NotFound)
        : Answer.SendAsync(context, page.Fragment);

    private static async Task SaveAsync(HttpContext context, string name, WikiPages wiki)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "Please use the form.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var author = form.Field("author", WikiPages.LongestAuthor);
        var text = form.Field("text", WikiPages.LongestText);
        if (wiki.TryWrite(name, text, author.Length == 0 ? "Guest" : author))
            Answer.Redirect(context, $"/wiki/{name}", StatusCodes.Status303SeeOther);
        else
            await RefuseAsync(context, "The wiki is full. Please edit a page that exists.");
    }

    private static Task RefuseAsync(HttpContext context, string why) => Answer.SendAsync(
        context, Page.Render("refused.html", "Sorry", ("why", why)), StatusCodes.Status400BadRequest);
}
