using System.Runtime.CompilerServices;
using CometGateway.Configuration;
using Microsoft.AspNetCore.Routing;

namespace CometGateway.Lifetime;

/// <summary>
/// How the application has put Comet into its pipeline and its endpoints. Refuses what cannot work, and says when routes name policies and a half is
/// missing: after the start, and, of a pipeline without Comet, after each reload that adds such a route.
/// </summary>
internal sealed partial class PipelineCheck : IHostedLifecycleService
{
    private readonly CometRoutes _routes;
    private readonly IServiceProvider _services;
    private readonly ILogger<PipelineCheck> _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _isStarted;
    private volatile bool _isUsed;

    public PipelineCheck(CometRoutes routes, IServiceProvider services, ILogger<PipelineCheck> logger)
    {
        (_routes, _services, _logger) = (routes, services, logger);
        routes.OnChanged((_, _) => Look());
    }

    /// <summary>What MapComet was called on; null where it was not.</summary>
    public IEndpointRouteBuilder? Endpoints { get; private set; }

    public bool IsMapped => Endpoints is not null;

    /// <param name="call">The method that the application called.</param>
    /// <exception cref="InvalidOperationException">AddComet was not called.</exception>
    public static PipelineCheck Of(IServiceProvider services, [CallerMemberName] string call = "") => services.GetService<PipelineCheck>()
        ?? throw new InvalidOperationException($"{call} needs its services: call AddReverseProxy().AddComet(configuration.GetSection(\"Comet\")).");

    /// <summary>UseComet was called.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public void Use()
    {
        // In one pipeline, the second would wait for what the first polls through it.
        if (_isUsed) throw new InvalidOperationException("UseComet was called twice: an application has one proxy, and Comet stands once in its pipeline. MapCometReverseProxy has called it already.");
        _isUsed = true;
    }

    /// <summary>MapComet was called.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (IsMapped) throw new InvalidOperationException("MapComet was called twice: an application has the endpoints under /_comet once. MapCometReverseProxy has called it already.");
        Endpoints = endpoints;
    }

    // An application may build its pipeline as late as when its server starts.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Endpoints are made when somebody asks for them, and what refuses ours should be said here and not to the first request.
        if (IsMapped) _ = _services.GetRequiredService<EndpointDataSource>().Endpoints;
        _isStarted = true;
        Look();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Look()
    {
        if (!_isStarted || (_isUsed && IsMapped)) return;
        var routes = _routes.Current.Routes.Keys;
        lock (_gate)
        {
            var known = _told.Count;
            _told.UnionWith(routes);
            if (_told.Count == known || (_isUsed && known > 0)) return;
        }

        if (_isUsed) LogUnmapped();
        else LogUnused(string.Join(", ", routes.Order(StringComparer.Ordinal)));
    }
}
