using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>What was found in a configuration. It is usable when there is no problem; warnings do not matter.</summary>
internal sealed record CheckReport(
    IReadOnlyList<ConfigurationProblem> Problems,
    IReadOnlyList<ConfigurationProblem> Warnings,
    int Routes,
    IReadOnlyList<CometRoute> WatchedRoutes)
{
    public bool IsUsable => Problems.Count == 0;

    public static CheckReport Unreadable(IReadOnlyList<ConfigurationProblem> problems) => new(problems, [], 0, []);

    public async Task WriteAsync(TextWriter output)
    {
        // Beside a problem a warning is noise, and often its consequence.
        foreach (var line in IsUsable ? Warnings.Select(warning => "warning: " + warning) : Problems.Select(problem => problem.ToString()))
            await output.WriteLineAsync(line);
        if (!IsUsable)
            await output.WriteLineAsync(Problems.Count == 1 ? "1 problem: the configuration is refused." : $"{Problems.Count} problems: the configuration is refused.");
    }
}
