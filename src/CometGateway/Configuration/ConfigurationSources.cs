using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace CometGateway.Configuration;

/// <summary>Says which file (or other source) holds a key, for messages. Without a root it knows nothing.</summary>
internal sealed class ConfigurationSources(IConfigurationRoot? root)
{
    public string? Of(string key) => root is null ? null : Of(root, key);

    // The last source that has the key is the one whose value counts.
    private static string? Of(IConfigurationRoot root, string key) =>
        root.Providers.Reverse().Where(provider => Holds(provider, key)).Select(provider => NameOf(provider, key)).FirstOrDefault();

    private static bool Holds(IConfigurationProvider provider, string key) =>
        provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();

    private static string? NameOf(IConfigurationProvider provider, string key) => provider switch
    {
        FileConfigurationProvider file => file.Source.Path,
        EnvironmentVariablesConfigurationProvider => "environment variable " + key.Replace(":", "__", StringComparison.Ordinal),
        CommandLineConfigurationProvider => "the command line",
        ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => Of(inner, key),
        _ => null,
    };
}
