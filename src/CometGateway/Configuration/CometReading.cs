namespace CometGateway.Configuration;

/// <summary>What one reading of the `Comet` section gave. The settings count only when there is no problem.</summary>
internal sealed record CometReading(CometSettings Settings, IReadOnlyList<ConfigurationProblem> Problems);
