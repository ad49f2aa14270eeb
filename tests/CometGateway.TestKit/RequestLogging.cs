using CometGateway.TestKit.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CometGateway.TestKit;

/// <summary>Notes what a gateway is asked, before anything of it sees the request.</summary>
public static class RequestLogging
{
    /// <summary>For the <c>configure</c> of <see cref="GatewayApp"/>.</summary>
    public static Action<WebApplicationBuilder> Into(RequestLog log) =>
        builder => builder.Services.AddSingleton<IStartupFilter>(new Filter(log));

    private sealed class Filter(RequestLog log) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                var request = new LoggedRequest(context, TimeProvider.System.GetUtcNow());
                log.Begin(request);
                try
                {
                    await rest(context);
                    request.Answered(context.Response.StatusCode);
                }
                finally
                {
                    log.End(request);
                }
            });
            next(app);
        };
    }
}
