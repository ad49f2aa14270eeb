using CometGateway.Configuration;

namespace CometGateway.Host.Files;

/// <summary>Looks twice a second whether a `--config` file changed, and reloads the configuration when one did.</summary>
internal sealed partial class FileWatch(IConfiguration configuration, TimeProvider time, ILogger<FileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(500);

    // A certificate may come a moment after the file that names it, and a port be free a moment later.
    private static readonly TimeSpan _tryAgain = TimeSpan.FromSeconds(10);

    private long _triedAt;
    private string? _refusedFor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync();
    }

    // What one file had refused may be right beside what another one says now, so that all of it is tried again.
    private async Task LookAsync()
    {
        var files = ((IConfigurationRoot)configuration).Providers.OfType<GatewayFileProvider>().ToList();
        var isNew = false;
        foreach (var file in files)
            isNew |= IsNew(file);
        List<GatewayFileProvider> changed = [.. files.Where(file => file.IsPending)];
        if (changed.Count == 0 || (!isNew && time.GetElapsedTime(_triedAt) < _tryAgain))
            return;
        if (isNew)
            _refusedFor = null;
        _triedAt = time.GetTimestamp();
        await TakeAsync(changed);
    }

    private bool IsNew(GatewayFileProvider file)
    {
        try
        {
            return file.Refresh();
        }
        catch (GatewayFileException exception)
        {
            LogUnusable(logger, file.Path, exception.Message);
            return false;
        }
    }

    // Whatever listens to reloads runs in here. One that fails has its old settings; the next change must find the watch alive, and the host must live on.
    private async Task TakeAsync(List<GatewayFileProvider> changed)
    {
        var names = string.Join(", ", changed.Select(file => file.Path));
        try
        {
            if (await ReloadTrial.ProblemsInAsync(configuration) is { Count: > 0 } problems)
            {
                var refusedFor = string.Concat(problems.Select(problem => "\n  " + problem));
                if (!string.Equals(refusedFor, _refusedFor, StringComparison.Ordinal))
                    LogRefused(logger, names, refusedFor);
                _refusedFor = refusedFor;
                return;
            }

            // All before one of them announces it: files that changed together are applied together.
            foreach (var file in changed)
                file.Take();
            changed[^1].Announce();
        }
        catch (Exception exception)
        {
            LogNotTaken(logger, names, exception);
        }
    }
}
