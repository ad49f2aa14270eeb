using CometGateway.TestKit.Processes;

namespace CometGateway.Tests.Host;

/// <summary>The Host's command line, run to its end.</summary>
internal static class HostProcess
{
    public static async Task<(int Exit, string Output)> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        await using var process = ChildProcess.Start("the host", Programs.Dotnet, [Path.Combine(AppContext.BaseDirectory, "CometGateway.Host.dll"), .. arguments], environment);
        var exit = await process.ExitAsync();
        return (exit, string.Join('\n', process.Output.Items));
    }

    public static Dictionary<string, string?> Environment(params (string Key, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
}
