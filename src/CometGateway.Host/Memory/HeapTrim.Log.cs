namespace CometGateway.Host.Memory;

internal sealed partial class HeapTrim
{
    [LoggerMessage(810, LogLevel.Debug, "The gateway is at rest and has given memory back: {Committed} MiB of heap are left, {Live} MiB of it in use. This took {Milliseconds} ms.", EventName = "HeapTrimmed")]
    private static partial void LogTrimmed(ILogger logger, long committed, long live, long milliseconds);
}
