using Microsoft.Extensions.Configuration;

namespace CometGateway.Configuration;

/// <summary>The section that was handed to AddComet, and the root that it belongs to where the application has one.</summary>
internal sealed record CometSection(IConfigurationSection Section, IConfigurationRoot? Root)
{
    public CometReading Read() => CometSettingsReader.Read(Section, Root);

    /// <summary>Everything the section says now, to see whether it says something else later.</summary>
    public string Fingerprint() => string.Join('\n', Section.AsEnumerable().Order(Comparer<KeyValuePair<string, string?>>.Create(
        (one, other) => string.CompareOrdinal(one.Key, other.Key))));
}
