namespace CometGateway.TestKit.Streams;

/// <summary>How a <see cref="SocketClient"/> connects.</summary>
public sealed record SocketClientOptions
{
    /// <summary>HTTP/2 by prior knowledge (RFC 8441). Default HTTP/1.1.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Default the gateway's own.</summary>
    public string? Subprotocol { get; init; } = "comet.v1";

    /// <summary>Request headers: a Cookie, an Origin.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
