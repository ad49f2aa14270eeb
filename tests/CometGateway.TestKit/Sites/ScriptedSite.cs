using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CometGateway.TestKit.Sites;

/// <summary>A real Kestrel site on a free loopback port that does, path by path, what the test says. Unknown paths are 404.</summary>
public sealed class ScriptedSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _scripts = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private RequestDelegate _otherwise = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    private ScriptedSite(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    public Uri Address { get; private set; } = null!;

    public RequestLog Requests { get; } = new("the scripted site");

    /// <param name="time">The clock of the request log. Default the system's.</param>
    /// <param name="listen">Protocols and limits of the listener. Default HTTP/1.1 and HTTP/2 as Kestrel does.</param>
    /// <param name="port">A fixed port, to come back at the same address after an outage. Default 0, any free one.</param>
    public static async Task<ScriptedSite> StartAsync(TimeProvider? time = null, Action<ListenOptions>? listen = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(System.Net.IPAddress.Loopback, port, endpoint => listen?.Invoke(endpoint));
        });
        // A test's end must not wait for requests that a script keeps hanging.
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var site = new ScriptedSite(app, time ?? TimeProvider.System);
        app.UseWebSockets();
        app.Run(site.AnswerAsync);
        await app.StartAsync();
        site.Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return site;
    }

    /// <summary>What requests to the path (any method and query) are answered from now on; the last call wins.</summary>
    public ScriptedSite On(string path, RequestDelegate script)
    {
        _scripts[path] = script;
        return this;
    }

    /// <summary>What requests to all other paths are answered. Default 404.</summary>
    public ScriptedSite Otherwise(RequestDelegate script)
    {
        _otherwise = script;
        return this;
    }

    /// <summary>Serves the text with a strong ETag of its own and answers 304 to it.</summary>
    public ScriptedSite SetBody(string path, string contentType, string text) => SetBody(path, SiteBody.Of(contentType, text).WithETag());

    public ScriptedSite SetBody(string path, SiteBody body) => On(path, body.AnswerAsync);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = new LoggedRequest(context, _time.GetUtcNow());
        Requests.Begin(request);
        try
        {
            await _scripts.GetValueOrDefault(request.Path, _otherwise)(context);
            if (!context.RequestAborted.IsCancellationRequested) request.Answered(context.Response.StatusCode);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, or the script broke the connection on purpose.
        }
        finally
        {
            Requests.End(request);
        }
    }
}
