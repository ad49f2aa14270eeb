using CometGateway.Configuration;

namespace CometGateway.Lifetime;

/// <summary>
/// Says when routes name policies and the proxy's pipeline is without Comet, so that they are served as plain YARP would: after the start, and after
/// each reload that adds such a route.
/// </summary>
internal sealed partial class PipelineCheck : IHostedLifecycleService
{
    private readonly CometRoutes _routes;
    private readonly ILogger<PipelineCheck> _logger;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _isStarted;
    private volatile bool _isUsed;

    public PipelineCheck(CometRoutes routes, ILogger<PipelineCheck> logger)
    {
        (_routes, _logger) = (routes, logger);
        routes.OnChanged((_, _) => Look());
    }

    /// <summary>UseComet was called.</summary>
    public void Use() => _isUsed = true;

    // An application may build its pipeline as late as when its server starts.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
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
        if (_isUsed || !_isStarted) return;
        var routes = _routes.Current.Routes.Keys;
        lock (_gate)
        {
            var known = _told.Count;
            _told.UnionWith(routes);
            if (_told.Count == known) return;
        }

        LogUnused(string.Join(", ", routes.Order(StringComparer.Ordinal)));
    }
}
