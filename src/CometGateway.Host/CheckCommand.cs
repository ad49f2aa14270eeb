namespace CometGateway.Host;

/// <summary>`check`: what a start would say about the configuration, without starting.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output)
    {
        var report = await CheckAsync(files);
        await report.WriteAsync(output);
        if (!report.IsUsable)
            return 1;
        await output.WriteLineAsync($"The configuration is usable: {report.Routes} routes, {report.WatchedRoutes.Count} of them watched.");
        foreach (var policy in report.WatchedRoutes.GroupBy(route => route.Policy.Name, StringComparer.Ordinal).OrderBy(policy => policy.Key, StringComparer.Ordinal))
            await output.WriteLineAsync($"Watched by {policy.Key}: {string.Join(", ", policy.Select(route => route.Id).Order(StringComparer.Ordinal))}");
        return 0;
    }

    private static async Task<CheckReport> CheckAsync(IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            files = [GatewaySources.DemoFile];
        if (GatewaySources.ProblemsIn(files) is { Count: > 0 } problems)
            return CheckReport.Unreadable(problems);

        using var configuration = new ConfigurationManager();
        GatewaySources.Add(configuration, files);
        return await ConfigurationCheck.RunAsync(configuration);
    }
}
