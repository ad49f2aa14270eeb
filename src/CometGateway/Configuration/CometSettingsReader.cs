using Microsoft.Extensions.Configuration;

namespace CometGateway.Configuration;

/// <summary>Reads the `Comet` section strictly: every key known, every value in its range, every rule between keys kept.</summary>
internal static class CometSettingsReader
{
    /// <param name="section">The `Comet` section; one that does not exist gives the defaults.</param>
    /// <param name="root">The configuration that the section is part of, to name files in problems.</param>
    public static CometReading Read(IConfigurationSection section, IConfigurationRoot? root = null)
    {
        var reader = new SettingsReader(new ConfigurationSources(root));
        var settings = (CometSettings)reader.ReadGroup(typeof(CometSettings), section);
        var policies = new Dictionary<string, CometPolicy>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, policy) in settings.Policies)
            policies[name] = PolicyRules.Complete(policy, section.GetSection($"{nameof(CometSettings.Policies)}:{name}"), reader);
        return new(settings with { Policies = policies }, reader.Problems);
    }
}
