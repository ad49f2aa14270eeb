namespace CometGateway.Benchmarks.Load;

/// <summary>What carries an event stream.</summary>
internal enum StreamProtocol
{
    /// <summary>HTTP/1.1 as it is.</summary>
    Plain,

    /// <summary>HTTP/1.1 within TLS.</summary>
    Tls,

    /// <summary>HTTP/2 within TLS, one stream on each connection.</summary>
    Http2,
}
