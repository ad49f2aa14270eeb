using CometGateway.Configuration;
using CometGateway.Host.Files;

namespace CometGateway.Host;

/// <summary>Where the configuration comes from, the weakest first: built-in defaults, the files, the environment, the command line.</summary>
internal static class GatewaySources
{
    /// <summary>What a start without arguments uses.</summary>
    public static string DemoFile => Path.Combine(AppContext.BaseDirectory, "config", "gateway.json");

    // One line for each event. YARP writes two Information lines per request, and a poll is a request.
    private static readonly Dictionary<string, string?> _defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // A refused reload is logged once, by us, as a list of problems instead of nested stack traces.
        ["Logging:LogLevel:Yarp.ReverseProxy.Management.ProxyConfigManager"] = "None",
    };

    /// <summary>Files that are missing or not JSON, all of them.</summary>
    public static IReadOnlyList<ConfigurationProblem> ProblemsIn(IEnumerable<string> files)
    {
        var problems = new List<ConfigurationProblem>();
        foreach (var file in files)
        {
            try
            {
                new GatewayFileProvider(new(file)).Load();
            }
            catch (GatewayFileException exception)
            {
                problems.Add(new(file, null, exception.Message));
            }
        }

        return problems;
    }

    /// <exception cref="GatewayFileException">A file cannot be read.</exception>
    public static void Add(IConfigurationBuilder configuration, IEnumerable<string> files, IEnumerable<KeyValuePair<string, string?>>? overrides = null)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(_defaults);
        foreach (var file in files)
            configuration.Add(new GatewayFileSource(file));
        configuration
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables()
            .AddEnvironmentVariables("COMETGATEWAY_")
            .AddCommandLine([.. (overrides ?? []).Select(setting => $"--{setting.Key}={setting.Value}")]);
    }
}
