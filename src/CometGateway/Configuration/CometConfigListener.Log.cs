using Microsoft.Extensions.Logging;

namespace CometGateway.Configuration;

internal sealed partial class CometConfigListener
{
    [LoggerMessage(100, LogLevel.Information, "Configuration {Number} is live: watched routes {Routes}, policies {Policies}.", EventName = "ConfigurationApplied")]
    private static partial void LogApplied(ILogger logger, int number, int routes, int policies);

    [LoggerMessage(101, LogLevel.Error, "The changed configuration is refused; configuration {Number} stays live.{Problems}", EventName = "ConfigurationRefused")]
    private static partial void LogRefused(ILogger logger, int number, string problems);

    [LoggerMessage(102, LogLevel.Warning, "{Warning}", EventName = "ConfigurationWarning")]
    private static partial void LogWarning(ILogger logger, ConfigurationProblem warning);
}
