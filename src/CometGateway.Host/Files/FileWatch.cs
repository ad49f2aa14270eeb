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
        var providers = ((IConfigurationRoot)configuration).Providers.ToList();
        var changed = new List<GatewayFileProvider>();
        foreach (var file in providers.OfType<GatewayFileProvider>())
        {
            try
            {
                if (file.Refresh([.. providers.SkipWhile(provider => provider != file).Skip(1)]))
                    changed.Add(file);
            }
            catch (GatewayFileException exception)
            {
                LogUnusable(logger, file.Path, exception.Message);
            }
        }

        if (changed.Count > 0)
            Announce(changed);
    }

    // Whatever listens to reloads runs in here. One that fails has its old settings; the next change must find the watch alive, and the host must live on.
    private void Announce(List<GatewayFileProvider> changed)
    {
        try
        {
            changed[^1].Announce();
        }
        catch (Exception exception)
        {
            LogNotTaken(logger, string.Join(", ", changed.Select(file => file.Path)), exception);
        }
    }
}
