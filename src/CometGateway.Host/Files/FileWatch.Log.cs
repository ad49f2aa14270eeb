namespace CometGateway.Host.Files;

internal sealed partial class FileWatch
{
    [LoggerMessage(800, LogLevel.Error, "The changed file {File} {Reason}. What was read from it before stays in force.", EventName = "ConfigurationFileUnusable")]
    private static partial void LogUnusable(ILogger logger, string file, string reason);
}
