using CometGateway.Configuration;

namespace CometGateway.Host;

/// <summary>What was found in a configuration. It is usable when there is no problem; warnings do not matter.</summary>
internal sealed record CheckReport(
    CometSettings Settings,
    IReadOnlyList<ConfigurationProblem> Problems,
    IReadOnlyList<ConfigurationProblem> Warnings,
    int Routes,
    int WatchedRoutes)
{
    public bool IsUsable => Problems.Count == 0;

    public static CheckReport Unreadable(IReadOnlyList<ConfigurationProblem> problems) => new(new(), problems, [], 0, 0);

    public async Task WriteAsync(TextWriter output)
    {
        foreach (var problem in Problems)
            await output.WriteLineAsync(problem.ToString());
        foreach (var warning in Warnings)
            await output.WriteLineAsync("warning: " + warning);
        if (!IsUsable)
            await output.WriteLineAsync(Problems.Count == 1 ? "1 problem: the configuration is refused." : $"{Problems.Count} problems: the configuration is refused.");
    }
}
