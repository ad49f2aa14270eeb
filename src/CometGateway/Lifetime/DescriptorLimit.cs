using System.Globalization;
using CometGateway.Configuration;

namespace CometGateway.Lifetime;

/// <summary>Says at the start when the system allows fewer sockets than the configured limits promise.</summary>
internal sealed partial class DescriptorLimit(CometRoutes routes, ILogger<DescriptorLimit> logger) : IHostedService
{
    /// <summary>For files, polls and requests that pass through.</summary>
    private const int Others = 1024;

    private const string Limits = "/proc/self/limits";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Limits) || MostOpenFiles(File.ReadLines(Limits)) is not { } most) return Task.CompletedTask;
        var sessions = routes.Current.Settings.Limits.Sessions;
        if (sessions + (long)Others > most) LogTooFew(sessions, most, sessions + (long)Others, Math.Max(1, most - Others));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The soft limit of a process, from what Linux tells of it (proc_pid_limits(5)); null when there is none.</summary>
    internal static long? MostOpenFiles(IEnumerable<string> lines)
    {
        const string Name = "Max open files";
        var line = lines.FirstOrDefault(one => one.StartsWith(Name, StringComparison.Ordinal));
        var word = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null;
    }
}
