namespace CometGateway.Host;

/// <summary>`check`: what a start would say about the configuration, without starting.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output)
    {
        var report = await CheckAsync(files);
        await report.WriteAsync(output);
        if (report.IsUsable)
            await output.WriteLineAsync($"The configuration is usable: {report.Routes} routes, {report.WatchedRoutes} of them watched.");
        return report.IsUsable ? 0 : 1;
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
