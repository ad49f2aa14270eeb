using CometGateway.Configuration;

namespace CometGateway.Host;

internal sealed partial class RouteWarnings
{
    [LoggerMessage(820, LogLevel.Warning, "{Warning}", EventName = "RouteWarning")]
    private static partial void LogWarning(ILogger logger, ConfigurationProblem warning);
}
