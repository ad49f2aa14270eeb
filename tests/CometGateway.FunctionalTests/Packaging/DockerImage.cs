using System.Collections;

namespace CometGateway.FunctionalTests.Packaging;

/// <summary>What a stage has become: a folder that stands for its root, and how its commands run.</summary>
internal sealed record DockerImage(string Root, string WorkingDirectory, Dictionary<string, string> Environment)
{
    /// <summary>Where a path inside the image is outside it.</summary>
    public string Outside(string path) =>
        Path.GetFullPath(Root + (path.StartsWith('/') ? path : WorkingDirectory + "/" + path)) + (path.EndsWith('/') ? "/" : "");

    /// <summary>The ENV instructions, without what the surrounding dotnet test run leaves in its children's environment.</summary>
    public Dictionary<string, string?> ProcessEnvironment()
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry inherited in System.Environment.GetEnvironmentVariables())
        {
            if (inherited.Key is string key && (key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)))
                environment[key] = null;
        }

        foreach (var (key, value) in Environment) environment[key] = value;
        // No build server may outlive the test.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["UseSharedCompilation"] = "false";
        return environment;
    }
}
