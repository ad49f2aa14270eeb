namespace CometGateway.Configuration;

/// <summary>A configuration that is refused as a whole; the message lists every problem, one a line.</summary>
internal sealed class CometConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
    : Exception("The Comet configuration is refused:" + string.Concat(problems.Select(problem => "\n  " + problem)))
{
    public IReadOnlyList<ConfigurationProblem> Problems => problems;
}
