using System.Globalization;
using CometGateway.Demo;
using Microsoft.AspNetCore.Hosting.Server;

namespace CometGateway.Host.Welcome;

/// <summary>Maps the page that shows what the gateway is for, on the built-in demo site.</summary>
internal static class DemoWelcome
{
    /// <summary>Maps `/_comet/` (before the library's own page at that path), its figures and the switch of its crowd.</summary>
    public static void Map(IEndpointRouteBuilder app, DemoSite site)
    {
        var services = app.ServiceProvider;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var server = services.GetRequiredService<IServer>();
        var crowd = new Crowd(site.DirectAddress, () => OwnAddress.Of(server), time);
        // At the first sign of shutdown: the drain is for real clients, and must not wait for simulated ones.
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(crowd.Dispose);
        var page = new WelcomePage(site.DirectAddress);

        app.MapGet("/_comet/", page.WriteAsync).WithOrder(int.MinValue);
        app.MapGet("/_comet/demo/figures", context =>
        {
            crowd.SomebodyLooks();
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsJsonAsync(Figures.Of(site, crowd, time), context.RequestAborted);
        }).WithOrder(int.MinValue);
        app.MapPost("/_comet/demo/crowd", context => SizeAsync(context, crowd)).WithOrder(int.MinValue);
    }

    private static Task SizeAsync(HttpContext context, Crowd crowd)
    {
        var asked = context.Request.Query["visitors"].ToString();
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var visitors) || visitors > Crowd.Most)
        {
            return TypedResults.Problem(
                $"The query parameter 'visitors' is '{asked}'; allowed is a whole number from 0 to {Crowd.Most}.",
                statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
        }

        crowd.Size = visitors;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
