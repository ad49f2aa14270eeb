using CometGateway.Demo.Http;
using CometGateway.Demo.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Demo.Wiki;

internal static class WikiRoutes
{
    private const string PagePath = "/wiki/{page:regex(^[[A-Za-z0-9_-]]{{1,40}}$)}";

    public static void Map(IEndpointRouteBuilder routes, WikiPages wiki)
    {
        routes.MapMethods("/wiki", SiteRoutes.Reading, context =>
        {
            Answer.Redirect(context, "/wiki/Home", StatusCodes.Status302Found);
            return Task.CompletedTask;
        });
        routes.MapMethods(PagePath, SiteRoutes.Reading, context => ViewAsync(context, wiki));
        routes.MapMethods(PagePath + "/edit", SiteRoutes.Reading, context => EditAsync(context, wiki));
        routes.MapMethods(PagePath + "/body", SiteRoutes.Reading, context => BodyAsync(context, wiki));
        routes.MapPost(PagePath, context => SaveAsync(context, wiki));
    }

    private static Task ViewAsync(HttpContext context, WikiPages wiki)
    {
        var name = Name(context);
        return wiki.Find(name) is { } page
            ? Answer.SendAsync(context, Page.Render("wiki.html", name, ("name", name), ("!body", Text(page))))
            : Answer.SendAsync(context, Page.Render("wiki-missing.html", name, ("name", name)), StatusCodes.Status404NotFound);
    }

    private static Task EditAsync(HttpContext context, WikiPages wiki)
    {
        var name = Name(context);
        var source = wiki.Find(name)?.Source ?? "";
        return Answer.SendAsync(context, Page.Render("wiki-edit.html", $"Edit {name}", ("name", name), ("source", source)));
    }

    private static Task BodyAsync(HttpContext context, WikiPages wiki) => wiki.Find(Name(context)) is { } page
        ? Answer.SendAsync(context, page.Fragment)
        : Answer.SendAsync(context, "<p>There is no such page.</p>", StatusCodes.Status404NotFound);

    private static async Task SaveAsync(HttpContext context, WikiPages wiki)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "Please use the form.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var author = form.Field("author", WikiPages.LongestAuthor);
        var text = form.Field("text", WikiPages.LongestText);
        if (wiki.TryWrite(Name(context), text, author.Length == 0 ? "Guest" : author))
            Answer.Redirect(context, $"/wiki/{Name(context)}", StatusCodes.Status303SeeOther);
        else
            await RefuseAsync(context, "The wiki is full. Please edit a page that exists.");
    }

    private static Task RefuseAsync(HttpContext context, string why) => Answer.SendAsync(
        context, Page.Render("refused.html", "Sorry", ("why", why)), StatusCodes.Status400BadRequest);

    private static string Name(HttpContext context) => (string)context.GetRouteValue("page")!;

    private static string Text(WikiPage page) => System.Text.Encoding.UTF8.GetString(page.Fragment.Body);
}
