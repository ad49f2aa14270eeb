namespace CometGateway.Host.Files;

internal sealed partial class FileWatch
{
    [LoggerMessage(800, LogLevel.Error, "The changed file {File} {Reason}. What was read from it before stays in force.", EventName = "ConfigurationFileUnusable")]
    private static partial void LogUnusable(ILogger logger, string file, string reason);

    [LoggerMessage(801, LogLevel.Error, "The changed file {Files} was read, but a part of the gateway failed to take its settings over and goes on as before.", EventName = "ConfigurationFileNotTaken")]
    private static partial void LogNotTaken(ILogger logger, string files, Exception exception);

    [LoggerMessage(802, LogLevel.Error, "The changed configuration is refused; what was read before stays in force. Changed: {Files}.{Problems}", EventName = "ConfigurationFileRefused")]
    private static partial void LogRefused(ILogger logger, string files, string problems);
}
