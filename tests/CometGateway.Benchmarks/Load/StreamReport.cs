namespace CometGateway.Benchmarks.Load;

/// <summary>What the streaming client saw in one phase; times in µs where no unit is named.</summary>
/// <param name="Ready">Streams that were opened, since the start.</param>
/// <param name="Events">Events received.</param>
/// <param name="Covered">Versions that streams got to, those included that were skipped on the way.</param>
/// <param name="WindowSeconds">From the first event to the last.</param>
/// <param name="LastEventSeconds">From the client's start to the last event.</param>
/// <param name="Skipped">Versions that a stream did not get, as a later one came in their place.</param>
/// <param name="Repeated">Versions that a stream got again.</param>
/// <param name="Unchanged">Polls that were answered without a change.</param>
/// <param name="FirstP50">Until the first stream had a broadcast, the median of the broadcasts.</param>
/// <param name="LastP50">Until the last stream had it.</param>
/// <param name="Agreed">Version, cipher suite and protocol of the first connection within TLS; empty where there is none.</param>
internal sealed record StreamReport(
    long Ready,
    long Failed,
    long BadStatus,
    long Closed,
    double ReadySeconds,
    double LastEventSeconds,
    long Events,
    long Covered,
    double WindowSeconds,
    long Bytes,
    long OutOfOrder,
    long Skipped,
    long Repeated,
    long Unchanged,
    double P50,
    double P90,
    double P99,
    double Slowest,
    long Broadcasts,
    double FirstP50,
    double LastP50,
    double CpuSeconds,
    string Agreed);
