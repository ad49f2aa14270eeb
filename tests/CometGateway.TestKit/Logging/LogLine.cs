using Microsoft.Extensions.Logging;

namespace CometGateway.TestKit.Logging;

/// <summary>One log entry with everything a sink could write: message, structured values, scopes, exception.</summary>
public sealed record LogLine(LogLevel Level, string Category, EventId Event, string Message, string Details)
{
    /// <summary>All of it as one text, for assertions that something is nowhere in the log.</summary>
    public override string ToString() => $"{Level} {Category}[{Event.Id}] {Message} {Details}";
}
