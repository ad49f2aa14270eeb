namespace CometGateway.Transports;

/// <summary>A session's clocks as configured, in milliseconds.</summary>
/// <param name="KeepAlive">Silence before a keepalive.</param>
/// <param name="Lifetime">Drawn for this session; a long poll's wait.</param>
/// <param name="Bytes">Drawn for this session; <see cref="long.MaxValue"/> means no limit.</param>
internal readonly record struct SessionTimes(int KeepAlive, int SendTimeout, long Lifetime, long Bytes);
