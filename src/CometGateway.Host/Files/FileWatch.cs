namespace CometGateway.Host.Files;

/// <summary>Looks twice a second whether a `--config` file changed, and reloads the configuration when one did.</summary>
internal sealed partial class FileWatch(IConfiguration configuration, TimeProvider time, ILogger<FileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Look();
    }

    // All changed files are read before one of them announces it: files that changed together are applied together.
    private void Look()
    {
        GatewayFileProvider? changed = null;
        foreach (var file in ((IConfigurationRoot)configuration).Providers.OfType<GatewayFileProvider>())
        {
            try
            {
                if (file.Refresh())
                    changed = file;
            }
            catch (GatewayFileException exception)
            {
                LogUnusable(logger, file.Path, exception.Message);
            }
        }

        changed?.Announce();
    }
}
