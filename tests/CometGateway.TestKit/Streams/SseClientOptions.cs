namespace CometGateway.TestKit.Streams;

/// <summary>How an <see cref="SseClient"/> behaves.</summary>
public sealed record SseClientOptions
{
    /// <summary>Request headers besides Accept: a Cookie, an Authorization.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The Last-Event-ID of the first connection. Default none.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Come back after the stream's end or a fault as EventSource does. Default false: one connection only.</summary>
    public bool Reconnect { get; init; }

    /// <summary>Pause before coming back until the stream says retry:. Default 100 ms.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Upper bound on what retry: may ask, so that a test of a thousand reconnects stays short. Default none.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.MaxValue;

    /// <summary>Clock of arrival times and pauses. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Connections to use; a shared one saves sockets' set-up in large tests. Default one of the client's own.</summary>
    public HttpMessageInvoker? Http { get; init; }
}
