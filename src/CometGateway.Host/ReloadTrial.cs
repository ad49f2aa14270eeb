using CometGateway.Configuration;
using CometGateway.Host.Files;

namespace CometGateway.Host;

/// <summary>
/// Puts changed files through all that a start would put them through, before anything hears of them: the server and .NET's logging take a reload
/// part by part, each at once, and only YARP and Comet can refuse theirs.
/// </summary>
internal static class ReloadTrial
{
    /// <param name="live">What is in force, with files that may have changed since.</param>
    /// <returns>Why the files cannot take the place of what is in force; nothing where they can.</returns>
    public static async Task<IReadOnlyList<ConfigurationProblem>> ProblemsInAsync(IConfiguration live)
    {
        using var next = new ConfigurationManager();
        foreach (var (source, provider) in ((IConfigurationBuilder)live).Sources.Zip(((IConfigurationRoot)live).Providers))
            next.Sources.Add(provider is GatewayFileProvider file ? new GatewayFileSource(file.Path, file.Content) : source);
        // What is listened on already may have lost its certificate's file since; that is no reason to refuse a route.
        var isListeningNew = ListeningChange.IsIn(live, next);
        var report = await ConfigurationCheck.RunAsync(next, isListeningNew);
        return report.IsUsable && isListeningNew ? [.. ListeningChange.ProblemsIn(live, next)] : report.Problems;
    }
}
