using System.Text;
using CometGateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace CometGateway.Tests.Configuration;

/// <summary>Configurations as they are written in files.</summary>
internal static class ConfigurationText
{
    public static IConfigurationRoot Load(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <param name="comet">The content of the Comet section.</param>
    public static CometReading Read(string comet) => CometSettingsReader.Read(Load($$"""{ "Comet": {{comet}} }""").GetSection("Comet"));

    /// <param name="policy">The content of the policy "live".</param>
    public static CometReading ReadPolicy(string policy) => Read($$"""{ "Policies": { "live": {{policy}} } }""");

    /// <summary>The problems, one a line, as a user sees them.</summary>
    public static string Lines(this CometReading reading) => string.Join('\n', reading.Problems);
}
