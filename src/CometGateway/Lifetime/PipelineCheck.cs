using CometGateway.Configuration;

namespace CometGateway.Lifetime;

/// <summary>Says after the start when routes name policies and the proxy's pipeline is without Comet, so that they are served as plain YARP would.</summary>
internal sealed partial class PipelineCheck(CometRoutes routes, ILogger<PipelineCheck> logger) : IHostedLifecycleService
{
    private volatile bool _isUsed;

    /// <summary>UseComet was called.</summary>
    public void Use() => _isUsed = true;

    // An application may build its pipeline as late as when its server starts.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!_isUsed && routes.Current.Routes.Count > 0) LogUnused(string.Join(", ", routes.Current.Routes.Keys.Order(StringComparer.Ordinal)));
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
